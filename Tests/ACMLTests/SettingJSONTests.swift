import ACML
import Foundation
import Testing

@Suite("Settings as JSON") struct SettingJSONTests {
  struct Inner: Settings, Equatable {
    var rate: Float = 0.1
    var words = ["a\"b", "ä/\n"]
    static let fields: [SettingField<Self>] = [.init("rate", \.rate, "a number"), .init("words", \.words, "texts")]
  }
  struct Outer: Settings, Equatable {
    var count = 3
    var isOn = true
    var name: String? = "true"
    var missing: Int?
    var inner = Inner()
    static let fields: [SettingField<Self>] = [
      .init("count", \.count, in: 1...10, "a whole number"), .init("isOn", \.isOn, "a truth value"),
      .init("name", \.name, "a text"), .init("missing", \.missing, "a whole number"),
      .section("inner", \.inner, "a section"),
    ]
  }

  @Test("What is written is read again, in JSON that others read too")
  func roundTrip() throws {
    var settings = Outer()
    (settings.count, settings.isOn, settings.inner.rate) = (7, false, 1e-5)
    let data = settings.node.json
    #expect(try Outer.decode(SettingNode(json: data, path: "file")).value == settings)
    let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["count"] as? Int == 7 && object["isOn"] as? Bool == false && object["name"] as? String == "true")
    #expect(object["missing"] is NSNull)
    #expect((object["inner"] as? [String: Any])?["words"] as? [String] == settings.inner.words)
  }

  @Test(
    "What is wrong is told with the file and the path",
    arguments: [
      ("{\"count\": 11}", "file:1:1: count: found `11`, expected a whole number from 1 to 10"),
      ("{\"count\": \"3\"}", "file:1:1: count: found `3`, expected a whole number from 1 to 10"),
      ("{\"isOn\": 1}", "file:1:1: isOn: found `1`, expected true or false"),
      ("{\"inner\": {\"rats\": 1}}", "file:1:1: inner.rats: no such key; did you mean `rate`?"),
      ("[1]", "file:1:1: found a list, expected a mapping with the keys count, isOn, name, missing, inner"),
    ])
  func errors(_ json: String, _ message: String) throws {
    let node = try SettingNode(json: Data(json.utf8), path: "file")
    let error = #expect(throws: InvalidConfiguration.self) { try Outer.decode(node) }
    #expect(error?.description == message)
  }

  @Test("What is no JSON is an error of the file", arguments: ["", "{", "{\"a\": NaN}", "\u{0}"])
  func noJSON(_ text: String) {
    let error = #expect(throws: InvalidConfiguration.self) { try SettingNode(json: Data(text.utf8), path: "file") }
    #expect(error?.description.hasPrefix("file:1:1: no JSON") == true)
  }
}
