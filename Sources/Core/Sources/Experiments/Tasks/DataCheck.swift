internal import ACML
internal import Chemistry
internal import Files
public import Foundation
public import Spectra

/// Says what is in files of spectra or molecules: how much of what, what comes twice, what can't be used and why.
///
/// Files are read as streams; for each distinct molecule and spectrum 16 bytes are kept.
public struct DataCheck {
  /// How files are read.
  public struct Options: Sendable {
    /// The files' format, where ending and content are not to decide.
    public var format: SpectrumFormat?
    /// What tables leave open.
    public var spectra = SpectrumOptions()
    /// How many rejected records of a file the report holds.
    public var shownRejections = 10
    /// A CSV file that lists all of them.
    public var rejectedFile: URL?

    public init() {}
  }

  /// What is in one file.
  public struct FileReport: Encodable, Sendable {
    /// As it was named.
    public let path: String
    public let format: String
    /// Records, rejected ones among them: spectra, or molecules where the file holds no spectra.
    public internal(set) var records = 0
    /// Distinct compounds by canonical SMILES with stereochemistry.
    public internal(set) var molecules = 0
    /// Spectra by kind.
    public internal(set) var spectra: [String: Int] = [:]
    /// Records whose compound and spectrum, or whose molecule where there are no spectra, stood in an earlier one.
    public internal(set) var duplicates = 0
    /// Records with neither SMILES nor molblock.
    public internal(set) var withoutStructure = 0
    /// Records whose structure makes no molecule; they are listed among the rejected ones.
    public internal(set) var unreadableStructures = 0
    /// Records that can't be read.
    public internal(set) var rejected = 0
    /// Spectra that were computed, not measured.
    public internal(set) var simulated = 0
    /// The first records that are rejected or whose structure makes no molecule.
    public internal(set) var firstRejections: [RejectedRow] = []
  }

  private let options: Options
  private let progress: any ProgressObserver

  public init(_ options: Options = Options(), progress: any ProgressObserver = SilentProgress()) {
    self.options = options
    self.progress = progress
  }

  private static let chunk = 2048

  /// Reads the files, one after the other.
  /// - Throws: what reading throws where a file can't be told apart into records; ``Interrupted``.
  public func run(_ files: [URL]) throws -> [FileReport] {
    let list = try options.rejectedFile.map { try RejectionList($0) }
    let reports = try files.map { file in
      progress.begin("checking \(file.relativePath)", total: nil)
      let report = try check(file, list)
      progress.end(note: "\(report.records) records")
      return report
    }
    try list?.commit()
    return reports
  }

  private func check(_ file: URL, _ list: RejectionList?) throws -> FileReport {
    if options.format == nil, DataFormat(ending: file.relativePath) == .smi { return try checkMolecules(file, list) }
    do {
      let report = try checkSpectra(file, list)
      // Structures without spectra are as good.
      return report.records == 0 && report.format == SpectrumFormat.sdf.rawValue
        ? try checkMolecules(file, list) : report
    } catch PeakTableError.noPeaks {
      return try checkMolecules(file, list)
    }
  }

  private func checkSpectra(_ file: URL, _ list: RejectionList?) throws -> FileReport {
    let stream = try SpectrumStream(opening: file, format: options.format, options: options.spectra)
    var tally = Tally(FileReport(path: stream.path, format: stream.format.rawValue), options, list)
    try forEachChunk(of: stream.next) { (entries: [SpectrumEntry]) in
      for finding in try inParallel(entries, chunk: Self.chunk, { Finding($0) }) { try tally.add(finding) }
      return tally.report.records
    }
    return tally.finished
  }

  private func checkMolecules(_ file: URL, _ list: RejectionList?) throws -> FileReport {
    let stream = try RecordStream(opening: file)
    var tally = Tally(FileReport(path: stream.path, format: stream.format.rawValue), options, list)
    let column: Int? =
      switch stream.format {
      case .sdf: nil
      case .smi: 0
      case .csv, .tsv: try stream.index(of: options.spectra.smilesColumn)
      }
    try forEachChunk(of: stream.next) { (records: [SourceRecord]) in
      for finding in try inParallel(records, chunk: Self.chunk, { Finding($0, smilesColumn: column) }) {
        try tally.add(finding)
      }
      return tally.report.records
    }
    return tally.finished
  }

  /// Reads to the end, some elements at a time; `body` returns how many records there are so far.
  private func forEachChunk<Element>(of next: () throws -> Element?, _ body: ([Element]) throws -> Int) throws {
    var isAtEnd = false
    while !isAtEnd {
      var chunk: [Element] = []
      while chunk.count < Self.chunk, !isAtEnd {
        if let element = try next() { chunk.append(element) } else { isAtEnd = true }
      }
      progress.advance(to: try body(chunk), note: nil)
      try Interruption.check()
    }
  }
}

/// What a record says of itself; made on several threads.
private struct Finding: Sendable {
  let line: Int
  /// Why the record can't be read.
  var rejection: (text: String, reason: String)?
  /// Why its structure makes no molecule.
  var structureFault: (text: String, reason: String)?
  var kind: String?
  var isSimulated = false
  var hasStructure = false
  /// What tells the compound from others; `nil` where nothing does.
  var molecule: Fingerprint128?
  /// What tells the record from others.
  var content: Fingerprint128?

  init(_ entry: SpectrumEntry) {
    switch entry {
    case .rejected(let line, let reason):
      self.line = line
      rejection = ("", reason)
    case .record(let record):
      line = record.line
      kind = record.spectrum.kind.description
      isSimulated = record.isSimulated
      var identity = record.inchiKey ?? record.name
      switch record.structure {
      case .smiles(let smiles): identity = read(smiles) { try Molecule(smiles: $0) } ?? identity
      case .molBlock(let block): identity = read(block) { try Molecule(molBlock: $0) } ?? identity
      case .inchi, nil: break
      }
      content = Fingerprint128(Array(identity.utf8) + [0] + record.spectrum.bytes)
    }
  }

  init(_ record: SourceRecord, smilesColumn: Int?) {
    line = record.line
    let smiles = smilesColumn.flatMap { record.values.indices.contains($0) ? record.values[$0].trimmingBlanks() : nil }
    if let fault = record.fault {
      rejection = (smiles ?? "", fault)
    } else if let block = record.molBlock {
      _ = read(block) { try Molecule(molBlock: $0) }
    } else if let smiles, !smiles.isEmpty {
      _ = read(smiles) { try Molecule(smiles: $0) }
    }
    content = molecule
  }

  /// The canonical SMILES of a structure; `nil` where it makes no molecule.
  private mutating func read(_ text: String, _ molecule: (String) throws -> Molecule) -> String? {
    hasStructure = true
    do {
      let smiles = try molecule(text).canonicalSMILES
      self.molecule = Fingerprint128(Array(smiles.utf8))
      return smiles
    } catch {
      structureFault = (text, "\(error)")
      return nil
    }
  }
}

/// Half of a SHA-256 digest: enough that two of a trillion things are never taken for one.
private struct Fingerprint128: Hashable, Sendable {
  private let words: SIMD2<UInt64>

  init(_ bytes: [UInt8]) {
    let digest = SHA256.digest(of: bytes).words
    words = SIMD2(digest[0], digest[1])
  }
}

/// Counts the findings of one file.
private struct Tally {
  private(set) var report: DataCheck.FileReport
  private let options: DataCheck.Options
  private let list: RejectionList?
  private var molecules: Set<Fingerprint128> = []
  private var contents: Set<Fingerprint128> = []

  init(_ report: DataCheck.FileReport, _ options: DataCheck.Options, _ list: RejectionList?) {
    self.report = report
    self.options = options
    self.list = list
  }

  mutating func add(_ finding: Finding) throws {
    report.records += 1
    if let rejection = finding.rejection {
      report.rejected += 1
      return try reject(finding.line, column: nil, rejection)
    }
    if let kind = finding.kind { report.spectra[kind, default: 0] += 1 }
    if finding.isSimulated { report.simulated += 1 }
    if !finding.hasStructure { report.withoutStructure += 1 }
    if let fault = finding.structureFault {
      report.unreadableStructures += 1
      try reject(finding.line, column: "structure", fault)
    }
    if let molecule = finding.molecule { molecules.insert(molecule) }
    if let content = finding.content, !contents.insert(content).inserted { report.duplicates += 1 }
  }

  private mutating func reject(_ line: Int, column: String?, _ fault: (text: String, reason: String)) throws {
    let row = RejectedRow(file: report.path, line: line, column: column, text: fault.text, reason: fault.reason)
    if report.firstRejections.count < options.shownRejections { report.firstRejections.append(row) }
    try list?.append(row)
  }

  var finished: DataCheck.FileReport {
    var report = report
    report.molecules = molecules.count
    return report
  }
}
