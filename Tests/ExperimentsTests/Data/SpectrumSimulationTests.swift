import Experiments
import Foundation
import Spectra
import Testing

/// Files of simulated spectra are read back with every spectrum, and every one says that it is simulated.
struct SpectrumSimulationTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "simulation-\(UUID().uuidString)")

  private func input(_ text: String) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "molecules.csv")
    try Data(text.utf8).write(to: file)
    return file
  }

  private func records(_ file: URL) throws -> [SpectrumRecord] {
    let stream = try SpectrumStream(opening: file)
    var records: [SpectrumRecord] = []
    while let entry = try stream.next() { if case .record(let record) = entry { records.append(record) } }
    return records
  }

  private let table = """
    name,smiles,source
    ethanol,CCO,shelf 3
    water,O,tap
    broken,C1CC,
    toluene,Cc1ccccc1,shelf 4
    short

    """

  @Test func writesATable() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appending(path: "spectra.csv")
    let task = try SpectrumSimulation(
      kinds: [.carbon13, .proton, .electronIonization, .tandemMass], collisionEnergies: [10, 40])
    let report = try task.write(input(table), to: output)
    #expect(report.rows == 5)
    #expect(report.spectra == ["13c": 2, "1h": 3, "ei": 3, "msms": 6])
    #expect(report.rejectedRows.map(\.line) == [3, 4, 6])
    #expect(report.rejectedRows.first?.reason.hasPrefix("13c: the molecule has no atom") == true)

    let written = try records(output)
    #expect(written.count == 14 && written.allSatisfy(\.isSimulated))
    #expect(written.first?.name == "ethanol" && written.first?.inchiKey == "LFQSCWFLJHTTHZ-UHFFFAOYSA-N")
    #expect(written.first?.structure == .smiles("CCO"))
    guard case .nmr(let shifts)? = written.dropFirst().first?.spectrum else {
      Issue.record("the second row is no 1H spectrum")
      return
    }
    #expect(shifts.peaks.map(\.multiplicity) == ["t", "s", "q"] && shifts.peaks.map(\.integral) == [3, 1, 2])
  }

  @Test(arguments: ["msp", "mgf"])
  func keepsOtherColumnsBesideMassSpectra(_ ending: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = folder.appending(path: "spectra.\(ending)")
    let report = try SpectrumSimulation(kinds: [.tandemMass]).write(input(table), to: output)
    #expect(report.spectra == ["msms": 3])
    let written = try records(output)
    #expect(written.count == 3 && written.allSatisfy(\.isSimulated))
    #expect(written.last?.fields.contains { $0.key.lowercased() == "source" && $0.value == "shelf 4" } == true)
    #expect(written.allSatisfy { $0.spectrum.kind == .tandemMass })
  }

  @Test func refusesAFileThatCanNotHoldThem() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try input(table)
    let task = try SpectrumSimulation(kinds: [.carbon13])
    for name in ["spectra.msp", "spectra.txt"] {
      let output = folder.appending(path: name)
      #expect(throws: SimulationFault.self) { try task.write(file, to: output) }
      #expect(!FileManager.default.fileExists(atPath: output.path))
    }
  }
}
