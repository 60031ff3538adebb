import Foundation
import Spectra
import TestSupport
import Testing

/// The collection of data beside the repository, or in the folder that `ACML_SHARED` names.
private let folder = Golden.sharedFolder.deletingLastPathComponent().appending(path: "data")

/// Real files, where they are at hand, against facts that other programs counted.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: folder.path), "the shared data aren't at hand"))
struct SharedNMRTests {
  private func formats(_ name: String) throws -> [SpectrumEntry] {
    try entries(in: folder.appending(path: "formats/\(name)"), .jcampDX)
  }

  @Test func readsAPeakTableOfNIST() throws {
    let entries = try formats("118-96-7-Mass.jdx")
    let record = try #require(entries.records.first)
    #expect(entries.count == 1)
    #expect(record.spectrum.kind == .electronIonization && record.mass?.peaks.count == 116)
    #expect(record.mass?.basePeak == .init(mz: 210, intensity: 9999))
    #expect(record.name == "Trinitrotoluene" && record.formula == "C7H5N3O6")
    #expect(record.fields.contains(.init("CAS REGISTRY NO", "118-96-7")))
  }

  @Test func readsManyBlocks() throws {
    let entries = try formats("CH4_CI.jdx")
    #expect(entries.rejections.isEmpty && entries.count == 145)
    #expect(entries.records.reduce(0) { $0 + ($1.mass?.peaks.count ?? 0) } == 7235)
    #expect(entries.records.map(\.name).first == "ribitol")
    #expect(entries.records.last?.line == 8914)
  }

  @Test func readsDifferencesOverTime() throws {
    let entries = try formats("ISAS_MS2.DX")
    let spectrum = try #require(entries.records.first?.other)
    let trace = try #require(spectrum.trace)
    #expect(entries.count == 1 && spectrum.units == ("SECONDS", "COUNTS"))
    #expect((trace.first, trace.last, trace.values.count) == (13.998, 6.999, 346))
    // Of the numbers in the file: 388490 in all, the greatest 32767 at place 71.
    let sum = trace.values.reduce(0) { $0 + Double($1) } / 20998.87
    #expect(abs(sum - 388_490) < 0.1)
    #expect(trace.values.indices.max { trace.values[$0] < trace.values[$1] } == 71)
  }

  @Test func readsPagesOfAChromatogram() throws {
    let entries = try formats("ISAS_MS3.DX")
    #expect(entries.records.map { $0.mass?.peaks.count } == [18, 26, 26])
    #expect(entries.records.map { $0.mass?.basePeak?.mz } == [94, 128, 108])
    #expect(entries.records.map(\.line) == [20, 26, 34])
    #expect(entries.records.allSatisfy { $0.spectrum.kind == .electronIonization })
    #expect(entries.records[1].fields.contains(.init("PAGE", "T= 301")))
  }

  @Test func readsEthanol() throws {
    #expect(try formats("ethanol_ms.jdx").records.map { $0.mass?.peaks.count } == [12])
    let entries = try formats("ethanol_nmr.jdx")
    #expect(entries.rejections.isEmpty)
    let spectra = entries.records.compactMap(\.nmr)
    #expect(spectra.map(\.peaks.count) == [6, 4, 0])
    #expect(entries.records.map(\.line) == [79, 100, 127])
    #expect(entries.records.allSatisfy { $0.structure != nil && $0.name == "Ethanol" })
    let trace = try #require(spectra.last?.trace)
    #expect(trace.values.count == 16384 && spectra.last?.solvent == "CHLOROFORM-d")
    // The file says: the last point is at -1.9611 ppm, the greatest value 35174796, the smallest -140926.625.
    #expect(abs(trace.last + 1.9611) < 1e-4 && abs(trace.first - 13.9995) < 1e-4)
    #expect(trace.values.max() == 35_174_796 && trace.values.min() == -140_926.6)
    // The middle of the triplet of the peak table.
    let top = try #require(trace.values.indices.max { trace.values[$0] < trace.values[$1] })
    #expect(top == 13089 && abs(trace.position(top) - 1.24796) < 1e-3)
  }

  /// Rows, peaks, multiplicities and the sum of the shifts, as a script of a few lines counts them.
  @Test(arguments: [
    ("any_13C", NMRSpectrum.Nucleus.carbon13, 27_577, 293_182, 293_009, 28_115_699.14),
    ("any_1H", .proton, 14_418, 114_739, 9_348, 509_124.39),
    ("paired_13C_1H", .carbon13, 5_491, 51_851, 51_724, 4_998_427.32),
    ("paired_13C_1H", .proton, 5_491, 44_268, 8_126, 193_617.24),
  ])
  func readsNMRShiftDB(
    name: String, nucleus: NMRSpectrum.Nucleus, rows: Int, peaks: Int, multiplicities: Int, sum: Double
  ) throws {
    let file = folder.appending(path: "nmr/nmrshiftdb2_\(name).tsv.gz")
    let stream = try SpectrumStream(opening: file, format: .tsv)
    var (records, all, named, total) = (0, 0, 0, 0.0)
    while let entry = try stream.next() {
      guard case .record(let record) = entry else {
        Issue.record("\(entry)")
        continue
      }
      guard let spectrum = record.nmr, spectrum.nucleus == nucleus else { continue }
      records += 1
      all += spectrum.peaks.count
      named += spectrum.peaks.count { $0.multiplicity != nil }
      total += spectrum.peaks.reduce(0) { $0 + $1.shift }
    }
    #expect(records == rows)
    #expect(all == peaks)
    #expect(named == multiplicities)
    #expect(abs(total - sum) < 0.01)
  }
}
