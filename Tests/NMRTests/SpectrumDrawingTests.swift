import Foundation
import NMR
import Spectra
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Drawings of NMR spectra") struct SpectrumDrawingTests {
  /// Elements and text of a well-formed drawing; `nil` for any other.
  private final class Reader: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var texts: [String] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append((name, attributes))
      texts.append("")
    }
    func parser(_ parser: XMLParser, foundCharacters text: String) {
      if !texts.isEmpty { texts[texts.count - 1] += text }
    }

    init?(_ drawing: String) {
      super.init()
      let parser = XMLParser(data: Data(drawing.utf8))
      parser.delegate = self
      if !parser.parse() { return nil }
    }
  }

  @Test("A list becomes sticks over an axis that descends, in the colour of the text")
  func sticks() throws {
    let drawing = try #require(Reader(spectrum(carbonSpectra[4].peaks).drawing))
    #expect(drawing.elements.first?.name == "svg" && drawing.elements.first?.attributes["stroke"] == "currentColor")
    let path = try #require(drawing.elements.first { $0.name == "path" }?.attributes["d"])
    // `M<x> <y>V<y>` for each signal, ascending in shift: to the left.
    let places = path.split(separator: "M").compactMap { Double($0.prefix { $0 != " " }) }
    #expect(places.count == 4 && zip(places, places.dropFirst()).allSatisfy { $0 > $1 })
    let labels = zip(drawing.elements, drawing.texts).compactMap { element, text in
      Double(text).flatMap { shift in element.attributes["x"].flatMap(Double.init).map { (shift, $0) } }
    }
    #expect(labels.count >= 6 && labels.contains { $0.0 == 0 } && labels.contains { $0.0 == 200 })
    #expect(zip(labels, labels.dropFirst()).allSatisfy { ($0.0 < $1.0) == ($0.1 > $1.1) })
  }

  @Test("Equal shifts are drawn on each other, twice as high")
  func heights() throws {
    let drawing = try #require(Reader(spectrum([(10, nil), (10, nil), (50, nil)]).drawing))
    let path = try #require(drawing.elements.first { $0.name == "path" }?.attributes["d"])
    let tops = path.split(separator: "V").dropFirst().compactMap { Double($0.prefix { $0 != "M" }) }
    #expect(tops == [15, 87.5])
  }

  @Test("A trace becomes a curve of bounded length; what is no number leaves no mark")
  func traces() throws {
    var values = (0..<50_000).map { Float(sin(Double($0) / 1000)) }
    (values[100], values[25_000]) = (.nan, .infinity)
    let trace = Trace(first: 12, last: -1, values: values)
    let text = NMRSpectrum(nucleus: .proton, peaks: [], trace: trace).drawing
    #expect(Reader(text) != nil && text.count < 40_000 && !text.contains("nan") && !text.contains("inf"))
  }

  @Test(
    "Any spectrum has a drawing that is well-formed",
    arguments: [
      spectrum([]), spectrum([(.nan, "s"), (.infinity, nil)]), spectrum([(1e300, nil), (-1e300, nil)]),
      NMRSpectrum(nucleus: .init(rawValue: "<19F & co>"), peaks: [.init(shift: -110, intensity: .nan)]),
      NMRSpectrum(nucleus: .init(rawValue: "31P"), peaks: [], trace: Trace(first: 1, last: 1, values: [])),
    ])
  func odd(_ spectrum: NMRSpectrum) {
    let drawing = spectrum.drawing
    #expect(Reader(drawing) != nil)
    #expect(!drawing.contains("nan") && drawing.count < 20_000)
  }
}
