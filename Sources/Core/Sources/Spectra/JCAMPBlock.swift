/// A block of a JCAMP-DX file, from `##TITLE=` to `##END=`, as far as it has been read.
struct JCAMPBlock {
  /// A labelled record of the header.
  struct Label {
    /// As the file spells it.
    let key: String
    /// In the form in which labels are compared.
    let name: String
    var lines: [String]

    var value: String { lines.joined(separator: "\n").trimmingBlanks() }
  }

  /// Labels in their order, found by name at once: a file may have any number of them.
  struct Labels {
    private(set) var all: [Label] = []
    private var place: [String: Int] = [:]
    /// A measure of the memory that they take.
    private(set) var bytes = 0

    /// The last label of a name.
    subscript(name: String) -> Label? { place[name].map { all[$0] } }

    mutating func append(_ label: Label, bytes: Int) {
      place[label.name] = all.count
      all.append(label)
      self.bytes += bytes + 200
    }

    /// Appends a line to the label that was added last.
    mutating func extendLast(_ text: String, bytes: Int) {
      guard !all.isEmpty else { return }
      all[all.count - 1].lines.append(text)
      self.bytes += bytes + 16
    }
  }

  /// What one spectrum is made of: the whole block, or one page of NTUPLES.
  struct Page {
    /// Its first line in the file, counted from 1.
    let line: Int
    var labels = Labels()
    var ordinates: JCAMPOrdinates?
    var lists: [JCAMPTuples] = []
    var fault: RecordFault?
    /// Which table the next line of data belongs to.
    var reading = Reading.nothing

    enum Reading { case nothing, ordinates, list }
    var isEmpty: Bool { ordinates == nil && lists.isEmpty && fault == nil }
  }

  let line: Int
  private(set) var page: Page
  /// Those that stand outside of pages.
  private var labels = Labels()
  /// The decimal mark, a comma where one stands in a label that holds a single number: it has no other use there.
  private(set) var mark = UInt8(ascii: ".")
  private var isInPage = false
  private var hasPages = false
  /// Why the block as a whole isn't read.
  private var refusal: String?
  /// The structure that a block inside this one holds.
  var innerStructure: SpectrumRecord.Structure?
  /// A measure of the memory that the labels take.
  var headerBytes: Int { labels.bytes + page.labels.bytes }

  init(line: Int) {
    self.line = line
    page = Page(line: line)
  }

  /// Labels are compared without blanks, dashes, slashes and underscores, in capitals.
  static func name(of key: String) -> String {
    key.filter { !" \t-/_".contains($0) }.uppercased()
  }

  var allLabels: [Label] { labels.all + page.labels.all }

  mutating func add(_ label: Label, bytes: Int) {
    if Self.numbers.contains(label.name), label.value.contains(/^[+-]?[0-9]+,[0-9]+/) { mark = UInt8(ascii: ",") }
    if isInPage { page.labels.append(label, bytes: bytes) } else { labels.append(label, bytes: bytes) }
  }

  private static let numbers: Set = [
    "FIRSTX", "LASTX", "DELTAX", "XFACTOR", "YFACTOR", "FIRSTY", "MAXX", "MINX", "MAXY", "MINY", ".OBSERVEFREQUENCY",
  ]

  /// Appends a line to the label that was added last.
  mutating func extendLabel(_ text: String, bytes: Int) {
    if isInPage { page.labels.extendLast(text, bytes: bytes) } else { labels.extendLast(text, bytes: bytes) }
  }

  mutating func beginPage(line: Int, _ label: Label) {
    page = Page(line: line)
    page.labels.append(label, bytes: 0)
    (isInPage, hasPages) = (true, true)
  }

  /// The label of a name, the page's own first.
  func label(_ name: String) -> Label? { page.labels[name] ?? labels[name] }

  /// What a label says; `nil` where it is missing or empty.
  func text(_ name: String) -> String? { label(name).flatMap { $0.value.isEmpty ? nil : $0.value } }

  func number(_ name: String) -> Double? { text(name).flatMap { DecimalNumber.value(of: $0, mark: mark) } }

  /// What a label of the NTUPLES header, a list in the order of the symbols, says of one variable.
  func text(_ name: String, of symbol: String) -> String? {
    func list(_ name: String) -> [String] {
      (text(name) ?? "").split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingBlanks() }
    }
    guard let place = list("SYMBOL").firstIndex(where: { $0.uppercased() == symbol }),
      case let values = list(name), values.indices.contains(place)
    else { return nil }
    return values[place].isEmpty ? nil : values[place]
  }

  func number(_ name: String, of symbol: String) -> Double? {
    text(name, of: symbol).flatMap { DecimalNumber.value(of: $0) }
  }

  /// In capitals, with single blanks; empty where it is missing.
  var dataType: String {
    (text("DATATYPE") ?? text("NTUPLES") ?? "").split(separator: " ").joined(separator: " ").uppercased()
  }

  /// Whether other blocks stand in it.
  var isLink: Bool { dataType == "LINK" || dataType.isEmpty && text("BLOCKS") != nil }

  // MARK: Data

  /// Begins a table of data; passes over one that belongs to no spectrum, such as the imaginary page.
  /// - Parameters:
  ///   - name: the label.
  ///   - form: what stands behind it, such as `(X++(Y..Y))`.
  mutating func beginTable(_ name: String, form: String) throws(RecordFault) {
    page.reading = .nothing
    refusal = refusal ?? reasonToRefuse
    guard refusal == nil, page.fault == nil else { return }
    let unread = RecordFault("data of the form '\(form.prefix(40))' aren't read")
    let form = form.uppercased().filter { $0 != " " && $0 != "," }
    if let match = form.prefixMatch(of: /\(([A-Z])\+\+\(([A-Z])\.\.[A-Z]\)\)/) {
      let (x, y) = (String(match.1), String(match.2))
      if isImaginary(y) { return }
      if page.ordinates != nil { throw RecordFault("there is a second table of ordinates") }
      page.ordinates = JCAMPOrdinates(axes: try axes(x, y), announced: try announcedCount(y))
      page.reading = .ordinates
    } else if let match = form.prefixMatch(of: /\(([A-Z]{1,8})(\.\.[A-Z]{1,8})?\)/) {
      var variables = Array(match.1.utf8)
      let (x, y) = (String(match.1.prefix(1)), String(match.1.dropFirst().prefix(1)))
      guard Set(variables).count == variables.count else { throw unread }
      if isImaginary(y) { return }
      if page.lists.count == 2 { throw RecordFault("there is a third table of points") }
      let axes = try axes(x, y)
      // In NTUPLES the variables may have other letters.
      if hasPages, variables.count >= 2 { variables.replaceSubrange(0..<2, with: "XY".utf8) }
      page.lists.append(
        JCAMPTuples(
          variables: variables, isAssignment: match.2 == nil, arePeaks: name.hasPrefix("PEAK") || form.contains("PEAK"),
          axes: axes))
      page.reading = .list
    } else {
      throw unread
    }
  }

  /// Takes in a line of the table that was begun last.
  mutating func readData(_ line: [UInt8], number: Int) throws(RecordFault) {
    switch page.reading {
    case .ordinates: try page.ordinates?.read(line, number: number)
    case .list: try page.lists[page.lists.count - 1].read(line, number: number)
    case .nothing: break
    }
  }

  /// Gives up the page, or the block where it has no pages.
  mutating func reject(_ fault: RecordFault) {
    page.fault = page.fault ?? fault
    (page.ordinates, page.lists, page.reading) = (nil, [], .nothing)
  }

  private var reasonToRefuse: String? {
    let type = dataType
    if type.isEmpty { return "there is no DATA TYPE" }
    if type.contains("FID") { return "a free induction decay (FID) is no spectrum; save the processed spectrum" }
    return type.contains(/\b(ND|[2-9]D)\b/) ? "spectra of several dimensions aren't read" : nil
  }

  private func isImaginary(_ symbol: String) -> Bool {
    text("VARNAME", of: symbol)?.uppercased().contains("IMAG") ?? false
  }

  private func axes(_ x: String, _ y: String) throws(RecordFault) -> JCAMPAxes {
    let axes = JCAMPAxes(
      units: (text("XUNITS") ?? text("UNITS", of: x) ?? "", text("YUNITS") ?? text("UNITS", of: y) ?? ""),
      factors: (
        number("XFACTOR") ?? number("FACTOR", of: x) ?? 1, number("YFACTOR") ?? number("FACTOR", of: y) ?? 1
      ),
      first: number("FIRSTX") ?? number("FIRST", of: x), last: number("LASTX") ?? number("LAST", of: x),
      step: number("DELTAX"), mark: mark)
    guard axes.factors.x != 0, axes.factors.y != 0 else { throw RecordFault("a factor is 0") }
    return axes
  }

  private func announcedCount(_ y: String) throws(RecordFault) -> Int? {
    guard let text = text("NPOINTS") ?? text("VARDIM", of: y) else { return nil }
    guard let count = DecimalNumber.count(of: text), count > 0 else {
      throw RecordFault("NPOINTS is '\(text.prefix(20))', expected a whole number from 1")
    }
    return count
  }

  // MARK: Entries

  /// Ends the page that is being read and gives its entry; `nil` if there is none, or it is no spectrum.
  mutating func endPage(enclosing structure: SpectrumRecord.Structure?) -> SpectrumEntry? {
    guard isInPage else { return nil }
    defer {
      page = Page(line: line)
      isInPage = false
    }
    return page.isEmpty || refusal != nil ? nil : entry(structure)
  }

  /// The entry of a block that has ended; `nil` if it is no spectrum.
  func entry(enclosing structure: SpectrumRecord.Structure?) -> SpectrumEntry? {
    if let refusal { return .rejected(line: line, reason: refusal) }
    if !page.isEmpty { return entry(structure) }
    // After pages, around other blocks and beside a structure nothing is missing.
    let isNoSpectrum = hasPages || isLink || self.structure != nil || text("JCAMPCS") != nil
    return isNoSpectrum ? nil : .rejected(line: line, reason: reasonToRefuse ?? "the block holds no data")
  }

  private func entry(_ structure: SpectrumRecord.Structure?) -> SpectrumEntry {
    do throws(RecordFault) {
      if let fault = page.fault { throw fault }
      return .record(try record(enclosing: structure))
    } catch {
      return .rejected(line: page.line, reason: error.reason)
    }
  }
}
