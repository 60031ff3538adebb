import Files
import Spectra
import Testing

/// The arrays were made with numpy (`tobytes`), Python's `base64` and `zlib`, and pynumpress 0.1.5.
struct MzMLReaderTests {
  private static let mz64 = "AAAAAABASUAAAAAAABBZQAAAAAAAxGJA"
  private static let intensity64 = "AAAAAAAAJEAAAAAAAIA0QAAAAAAAABVA"
  private static let peaks: [MassSpectrum.Peak] = [.init(50.5, 10), .init(100.25, 20.5), .init(150.125, 5.25)]

  private static func array(_ kind: String, _ terms: [String], _ text: String, length: Int? = nil) -> String {
    """
    <binaryDataArray encodedLength="\(text.utf8.count)"\(length.map { " arrayLength=\"\($0)\"" } ?? "")>
    \((terms + [kind]).map { "<cvParam cvRef=\"MS\" accession=\"MS:\($0)\" name=\"\" value=\"\"/>" }.joined(separator: "\n"))
    <binary>\(text)</binary></binaryDataArray>
    """
  }

  private static func spectrum(
    _ arrays: String = array("1000514", ["1000523", "1000576"], mz64)
      + array("1000515", ["1000523", "1000576"], intensity64),
    length: String = "3", terms: String = ""
  ) -> String {
    """
    <spectrum index="0" id="scan=1" defaultArrayLength="\(length)">\(terms)
    <binaryDataArrayList count="2">\(arrays)</binaryDataArrayList></spectrum>
    """
  }

  private static func document(_ spectra: String, groups: String = "", source: String = "1000073") -> String {
    """
    <?xml version="1.0" encoding="utf-8"?>
    <!-- a > in a comment -->
    <mzML xmlns="http://psi.hupo.org/ms/mzml" version="1.1.0">
    <referenceableParamGroupList count="1">\(groups)</referenceableParamGroupList>
    <instrumentConfigurationList count="1"><instrumentConfiguration id="IC1">
    <cvParam accession="MS:1000449" name="LTQ &lt;Orbitrap&gt;" value=""/>
    <componentList count="1"><source order="1"><cvParam accession="MS:\(source)" name="source" value=""/></source></componentList>
    </instrumentConfiguration></instrumentConfigurationList>
    <run id="run" defaultInstrumentConfigurationRef="IC1"><spectrumList count="1">
    \(spectra)
    </spectrumList></run></mzML>
    """
  }

  private static let tandemTerms = """
    <referenceableParamGroupRef ref="common"/>
    <cvParam accession="MS:1000127" name="centroid spectrum"/>
    <userParam name="SMILES" value="C&amp;C"/>
    <scanList><scan><cvParam accession="MS:1000016" name="scan start time" value="1.5" unitAccession="UO:0000031"/></scan></scanList>
    <precursorList count="1"><precursor>
    <isolationWindow><cvParam accession="MS:1000827" name="isolation window target m/z" value="183.0"/></isolationWindow>
    <selectedIonList count="1"><selectedIon>
    <cvParam accession="MS:1000744" name="selected ion m/z" value="183.057"/>
    <cvParam accession="MS:1000041" name="charge state" value="1"/>
    </selectedIon></selectedIonList>
    <activation><cvParam accession="MS:1000422" name="HCD"/><cvParam accession="MS:1000045" name="collision energy" value="35"/></activation>
    </precursor></precursorList>
    """
  private static let group = """
    <referenceableParamGroup id="common"><cvParam accession="MS:1000511" name="ms level" value="2"/>
    <cvParam accession="MS:1000129" name="negative scan" value=""/></referenceableParamGroup>
    """

  @Test func `An MS/MS spectrum, terms of a group, all that is said of the precursor`() throws {
    let text = Self.document(Self.spectrum(terms: Self.tandemTerms), groups: Self.group)
    let record = try #require(try entries(of: text, .mzML).first?.record)
    let spectrum = try #require(record.mass)
    #expect(spectrum.peaks == Self.peaks)
    #expect(spectrum.level == 2)
    #expect(spectrum.polarity == .negative)
    #expect(spectrum.precursorMZ == 183.057)
    #expect(spectrum.collisionEnergy == 35)
    #expect(spectrum.instrument == "LTQ <Orbitrap>")
    #expect(spectrum.isCentroided)
    #expect(!spectrum.isElectronIonization)
    #expect(record.name == "scan=1")
    #expect(record.structure == .smiles("C&C"))
    #expect(record["scan start time"] == ["90.0"])
    #expect(record["charge state"] == ["1"])
    #expect(record["HCD"] == [""])
    #expect(record.line == 11)
  }

  @Test func `An index around it, the source of EI, a profile`() throws {
    let document = Self.document(
      Self.spectrum(terms: "<cvParam accession=\"MS:1000128\"/><cvParam accession=\"MS:1000511\" value=\"1\"/>"),
      source: "1000389"
    ).replacing("<?xml version=\"1.0\" encoding=\"utf-8\"?>", with: "")
    let text =
      "<indexedmzML>\(document)<indexList><index name=\"spectrum\"><offset idRef=\"scan=1\">7</offset></index></indexList></indexedmzML>"
    let records = try entries(of: text, .mzML).map { try #require($0.record) }
    #expect(records.count == 1)
    #expect(records.first?.spectrum.kind == .electronIonization)
    #expect(records.first?.mass?.isCentroided == false)
  }

  @Test(
    arguments: [
      (["1000521", "1000576"], "AABKQgCAyEIAIBZD", ["1000521", "1000574"], "eNpjYFBwZGBYAsQrHAAKQgIv"),
      (["1000523", "1000574"], "eNpjYAACB08HEMUgEAmhjyQ5AAAX9ALZ", ["1000523", "1000576"], Self.intensity64),
      (["1000523", "1000576"], "AAAAAABA\n SUAAAAAAABBZQAAAAAAAxGJA", ["1000521"], "AAAgQQAApEEAAKhA"),
    ])
  func `Encodings`(mzTerms: [String], mz: String, intensityTerms: [String], intensity: String) throws {
    let text = Self.document(
      Self.spectrum(Self.array("1000514", mzTerms, mz) + Self.array("1000515", intensityTerms, intensity)))
    #expect(try entries(of: text, .mzML).first?.record?.mass?.peaks == Self.peaks)
  }

  @Test(arguments: [("1000519", "CgAAABQAAAAFAAAA"), ("1000522", "CgAAAAAAAAAUAAAAAAAAAAUAAAAAAAAA")])
  func `Intensities as whole numbers`(term: String, text: String) throws {
    let document = Self.document(
      Self.spectrum(Self.array("1000514", ["1000523"], Self.mz64) + Self.array("1000515", [term], text)))
    let entries = try entries(of: document, .mzML)
    #expect(entries.first?.record?.mass?.peaks.map(\.intensity) == [10, 20, 5])
  }

  @Test(
    arguments: [
      ("1002312", "QMOIAAAAAABAQg8ACJgeAMSy64QdAmkgew==", "1002313", "cYMHERc2rw==", [1, 0, 70000, 3, 250]),
      (
        "1002746", "eNpzONzBAAIOTvwMHDPkGI5set0iy5SpUA0AT3QG4w==", "1002314", "QKdwAAAAAAAfCAAAvYI/EMBA",
        [0.99970566, 0, 70004.797, 3.0001559, 249.96998]
      ),
    ] as [(String, String, String, String, [Float])])
  func `Numpress`(mzTerm: String, mz: String, intensityTerm: String, intensity: String, intensities: [Float]) throws {
    let text = Self.document(
      Self.spectrum(
        Self.array("1000514", ["1000523", mzTerm], mz) + Self.array("1000515", ["1000523", intensityTerm], intensity),
        length: "5"))
    let spectrum = try #require(try entries(of: text, .mzML).first?.record?.mass)
    #expect(spectrum.peaks.map(\.mz) == [100, 200.5, 300.25, 300.5, 1500.125])
    #expect(spectrum.peaks.map(\.intensity) == intensities)
  }

  @Test func `Numpress with corrections below zero`() throws {
    let text = Self.document(
      Self.spectrum(
        Self.array("1000514", ["1002312"], "QNOIAAAAAACAlpgAABJ6AIoItx4gweTpBGYp4A==")
          + Self.array("1000515", ["1002313"], "cYMHERc2r3c="), length: "6"))
    let spectrum = try #require(try entries(of: text, .mzML).first?.record?.mass)
    #expect(spectrum.peaks.map(\.mz) == [2, 100, 300, 400, 500, 650])
  }

  @Test(
    arguments: [
      (array("1000514", ["1000523"], "A!"), "3", "the m/z array isn't base64"),
      (array("1000514", ["1000523"], mz64), "4", "the m/z array holds 3 values where the spectrum says there are 4"),
      (array("1000514", ["1000523"], "AAAA"), "3", "the m/z array can't be decoded"),
      (array("1000514", [], mz64), "3", "the m/z array can't be decoded"),
      (
        array("1000514", ["1000523", "1000574"], mz64), "3",
        "the m/z array: the zlib stream is damaged: unknown compression method"
      ),
      (
        array("1000514", ["1000523", "1000574"], "eNpjYAACB08H"), "3",
        "the m/z array: the zlib stream is damaged: it ends early"
      ),
      (
        array("1000514", ["1000523", "1000574"], "eNpjYAACB08HEMUgEAmhjyQ5AAAX9ALZ"), "0",
        "the m/z array: the zlib stream is damaged: it holds more than 16 bytes"
      ),
      (array("1000514", ["1000523"], mz64), "3", "3 m/z, but 0 intensities"), ("", "0", "no peaks"),
      (array("1000514", ["1000523"], "", length: 0) + array("1000515", ["1000523"], "", length: 0), "3", "no peaks"),
      ("", "-1", "defaultArrayLength should be a number up to 4194304, not '-1'"),
      ("", "99999999999999999999", "defaultArrayLength should be a number up to 4194304, not '99999999999999999999'"),
      (
        array("1000514", ["1000523"], mz64, length: 9_999_999), "3",
        "arrayLength should be a number up to 4194304, not '9999999'"
      ),
      (
        array("1000514", ["1000523"], mz64) + array("1000515", ["1000523"], "AAAAAAAA+P8AAAAAAADwfwAAAAAAAAAA"), "3",
        "the intensity of the peak at m/z 50.5 isn't finite"
      ),
    ])
  func `Faults of a spectrum`(arrays: String, length: String, reason: String) throws {
    let text = Self.document(Self.spectrum(arrays, length: length) + Self.spectrum())
    let entries = try entries(of: text, .mzML)
    #expect(entries.map(\.reason) == [reason, nil])
    #expect(entries.first?.line == 10)
  }

  @Test(
    arguments: [
      ("<mzML><run></mzML>", 1, "malformed XML: </mzML> where <run> is open"),
      ("<mzML>\n<run>", 2, "malformed XML: the file ends inside <run>"),
      ("<mzML", 1, "malformed XML: the file ends inside a tag"),
      ("<mzML a=b>", 1, "malformed XML: the attribute a has no value in quotes"),
      ("<!DOCTYPE mzML [<!ENTITY a \"b\">]><mzML/>", 1, "malformed XML: a document type isn't allowed here"),
      ("<mzML>" + String(repeating: "<a>", count: 70), 1, "malformed XML: more than 64 elements inside each other"),
      ("<x><mzML/></x>", 1, "the root is <x>, expected <mzML> or <indexedmzML>"),
    ])
  func `Documents that can't be told apart into spectra`(text: String, line: Int, reason: String) throws {
    let error = #expect(throws: SourceError.self) { try entries(of: text, .mzML) }
    guard case .malformed(_, line, reason) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
