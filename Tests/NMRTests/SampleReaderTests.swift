import ACML
import Foundation
import NMR
import Spectra
import Testing

@Suite("Files of NMR spectra") struct SampleReaderTests {
  private func records(
    _ text: String, as name: String = "spectra.csv", _ modality: Modality, settings: String = "{}",
    smilesColumn: String = "smiles"
  ) throws -> [SampleRecord] {
    let folder = try TemporaryFolder()
    try folder.write(text, to: name)
    let registry = Registry()
    register(in: registry)
    let reader = try registry.freeze().modality(modality.rawValue).read(
      folder.url.appending(path: name), settings: SettingNode(json: Data(settings.utf8), path: "settings"),
      SampleReaderContext(smilesColumn: smilesColumn))
    var records: [SampleRecord] = []
    while let record = try reader.next() { records.append(record) }
    return records
  }

  private static let table = """
    name,smiles,c13,h1,batch,origin
    ethanol,CCO,17.9:Q|57.3:T,,7,simulated
    acetone,CC(C)=O,30.6:Q|30.6:Q|206.7:S,2.17,8,
    odd,CCC,abc,,9,
    """

  private func shifts(_ record: SampleRecord) -> [Double] {
    guard case .sample(let payload, _) = record.content, case .nmr(let spectrum)? = payload as? Spectrum else {
      return []
    }
    return spectrum.peaks.map(\.shift)
  }

  @Test("A record keeps line, name, structure, origin and what else the file says; other nuclei and faults are told")
  func carbon() throws {
    let found = try records(Self.table, "nmr-13c")
    #expect(found.map(\.line) == [2, 3, 3, 4] && found.map(\.name) == ["ethanol", "acetone", "acetone", ""])
    #expect(found.map(shifts) == [[17.9, 57.3], [30.6, 30.6, 206.7], [], []])
    #expect(found[0].isSimulated && !found[1].isSimulated)
    #expect(found[0].fields.map(\.key) == ["batch"] && found[0].fields.map(\.value) == ["7"])
    guard case .sample(_, .smiles("CCO")?) = found[0].content,
      case .otherModality("1H NMR spectrum") = found[2].content,
      case .fault = found[3].content
    else {
      Issue.record("found \(found)")
      return
    }
  }

  @Test("The same file has the protons' spectra for the other modality")
  func proton() throws {
    let found = try records(Self.table, "nmr-1h")
    #expect(found.map(shifts).filter { !$0.isEmpty } == [[2.17]])
  }

  @Test("A column that is named holds what is asked for, whatever its name")
  func column() throws {
    let text = "structure\tsignals\nCCO\t17.9|57.3\n"
    let found = try records(
      text, as: "list.tsv", "nmr-13c", settings: "{\"peaksColumn\": \"signals\"}", smilesColumn: "structure")
    #expect(found.map(shifts) == [[17.9, 57.3]])
    let named = try records(
      text, as: "list.txt", "nmr-13c", settings: "{\"peaksColumn\": \"signals\", \"format\": \"tsv\"}",
      smilesColumn: "structure")
    #expect(named.map(shifts) == [[17.9, 57.3]])
  }

  @Test("A trace of JCAMP-DX is a sample too")
  func trace() throws {
    let text = """
      ##TITLE=ethanol
      ##JCAMP-DX=5.00
      ##DATA TYPE=NMR SPECTRUM
      ##.OBSERVE NUCLEUS=^13C
      ##.OBSERVE FREQUENCY=100
      ##XUNITS=PPM
      ##YUNITS=ARBITRARY UNITS
      ##FIRSTX=60
      ##LASTX=56
      ##NPOINTS=5
      ##XFACTOR=1
      ##YFACTOR=1
      ##XYDATA=(X++(Y..Y))
      60 0 1 9 1 0
      ##END=

      """
    let found = try records(text, as: "ethanol.jdx", "nmr-13c")
    guard case .sample(let payload, nil)? = found.first?.content, case .nmr(let spectrum)? = payload as? Spectrum else {
      Issue.record("found \(found)")
      return
    }
    let peaks = try PeakReader(.carbon13, NMRNetworkSettings(.carbon13)).peaks(of: spectrum)
    #expect(peaks.map(\.shift) == [58])
  }

  @Test("An unknown format is refused with those there are")
  func format() {
    let error = #expect(throws: InvalidConfiguration.self) {
      try records("", "nmr-13c", settings: "{\"format\": \"xlsx\"}")
    }
    #expect(error?.description.contains("format: found xlsx, expected one of msp, mgf") == true)
  }
}
