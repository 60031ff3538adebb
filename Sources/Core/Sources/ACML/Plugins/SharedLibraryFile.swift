internal import Foundation

/// What a shared library says about itself, read from the file without running any of its code.
///
/// Layout: System V ABI, chapters 4 and 5 (ELF-64, little-endian); constants as in `elf.h`.
struct SharedLibraryFile {
  /// The names of the symbols that the library defines for others.
  let exports: Set<String>
  /// The ids of the components that it declares, sorted: each by an exported symbol, so that they can be read here.
  var declaredIDs: [String] {
    let prefix = "acml_component_"
    return exports.filter { $0.hasPrefix(prefix) }
      .map { $0.dropFirst(prefix.count).replacingOccurrences(of: "_", with: "-") }.sorted()
  }
  /// The libraries that it asks for.
  let needs: [String]

  /// - Throws: ``PluginRefusal``.
  init(reading path: String) throws(PluginRefusal) {
    let bytes = try Self.contents(of: path)
    func number(_ offset: Int, _ width: Int) throws(PluginRefusal) -> Int {
      guard offset >= 0, offset <= bytes.count - width else { throw .notALibrary("the file is cut short") }
      var value: UInt64 = 0
      for byte in (0..<width).reversed() { value = value << 8 | UInt64(bytes[offset + byte]) }
      return Int(truncatingIfNeeded: value)
    }
    guard bytes.count >= 4, bytes[0..<4] == [0x7F, 0x45, 0x4C, 0x46] else {
      throw .notALibrary(bytes.isEmpty ? "the file is empty" : "the file is not in the format ELF")
    }
    let (classAndOrder, type, machine) = (try number(4, 2), try number(16, 2), try number(18, 2))
    guard classAndOrder == 0x0102, machine == Self.machine else {
      throw .notALibrary("it is for another processor (ELF machine \(machine), expected \(Self.machine))")
    }
    guard type == 3 else { throw .notALibrary("it is no shared object (ELF type \(type), expected 3)") }

    let table = try number(40, 8)
    let (entrySize, count) = (try number(58, 2), try number(60, 2))
    guard entrySize >= 64 else { throw .notALibrary("it has no section table") }
    struct Section { let type, offset, size, link: Int }
    var sections: [Section] = []
    for index in 0..<count {
      let header = table + index * entrySize
      guard table >= 0, table < bytes.count else { throw .notALibrary("the file is cut short") }
      let section = Section(
        type: try number(header + 4, 4), offset: try number(header + 24, 8), size: try number(header + 32, 8),
        link: try number(header + 40, 4))
      // A section without content in the file (SHT_NOBITS) may claim any size.
      let isInside =
        section.size >= 0 && section.offset >= 0 && section.offset <= bytes.count
        && section.size <= bytes.count - section.offset
      guard section.type == 8 || isInside else { throw .notALibrary("the file is cut short") }
      sections.append(section)
    }
    func text(_ section: Section, _ offset: Int) -> String? {
      guard sections.indices.contains(section.link), offset >= 0, offset < sections[section.link].size,
        sections[section.link].type != 8
      else { return nil }
      let strings = sections[section.link]
      let tail = bytes[(strings.offset + offset)..<(strings.offset + strings.size)]
      return String(decoding: tail.prefix { $0 != 0 }.prefix(4096), as: UTF8.self)
    }
    var exports: Set<String> = []
    var needs: [String] = []
    for section in sections where section.type == 11 {  // SHT_DYNSYM
      for symbol in stride(from: section.offset, to: section.offset + section.size - 23, by: 24) {
        // Section index 0 stands for "defined elsewhere".
        if try number(symbol + 6, 2) != 0, let name = text(section, try number(symbol, 4)) { exports.insert(name) }
      }
    }
    for section in sections where section.type == 6 {  // SHT_DYNAMIC
      for entry in stride(from: section.offset, to: section.offset + section.size - 15, by: 16) {
        // DT_NEEDED
        if try number(entry, 8) == 1, let name = text(section, try number(entry + 8, 8)) { needs.append(name) }
      }
    }
    self.exports = exports
    self.needs = needs
  }

  private static var machine: Int {
    #if arch(arm64)
      183
    #else
      62
    #endif
  }

  /// The file's bytes; regular files only, so that no pipe or device can hold up the program.
  private static func contents(of path: String) throws(PluginRefusal) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable("not a regular file")
    }
    guard status.st_size <= 1 << 30 else { throw .notALibrary("it has \(status.st_size) bytes, more than 1 GiB") }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
    do { return [UInt8](try handle.readToEnd() ?? Data()) } catch { throw .unreadable("\(error)") }
  }
}
