import Foundation
import Testing

/// What a run has learned, as tables and as a page.
@Suite(.serialized)
struct ExplainAndReportTests {
  static let vega = FileManager.default.fileExists(atPath: "/usr/share/javascript/vega/vega-view.min.js")

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.pretrain()
    let outcome = try workspace.acml("train", "train.yaml", "--quiet")
    try #require(outcome.code == 0, "\(outcome.message)")
  }

  @Test
  func explains() throws {
    let outcome = try workspace.acml(
      "explain", "runs/small", "--neighbours", "CCO", "c1ccccc1O", "--top", "3", "--attribute", "CC(=O)Nc1ccc(O)cc1",
      "--json")
    #expect(outcome.code == 0, "\(outcome.message)")
    let explanation = try outcome.json()
    let count = try #require(explanation["molecules"] as? Int)
    let points = try #require(explanation["points"] as? [[String: Any]])
    #expect(points.count == count && count > 10)
    // Five components and the linear direction, eight properties, two encoders.
    #expect((explanation["correlations"] as? [Any])?.count == 6 * 8 * 2)
    let hoods = try #require(explanation["neighbourhoods"] as? [[String: Any]])
    #expect(hoods.count == 2 && hoods.allSatisfy { ($0["neighbours"] as? [Any])?.count == 3 })
    let attribution = try #require((explanation["attributions"] as? [[String: Any]])?.first)
    #expect((attribution["contributions"] as? [Double])?.count == 11)

    let folder = "runs/small/explain"
    #expect(try workspace.text("\(folder)/components.csv").split(separator: "\n").count == count + 1)
    #expect(try workspace.text("\(folder)/correlations.csv").split(separator: "\n").count == 97)
    #expect(try workspace.text("\(folder)/neighbours.csv").split(separator: "\n").count == 7)
    #expect(try workspace.text("\(folder)/attribution.csv").split(separator: "\n").count == 12)
    #expect(try workspace.text("\(folder)/attribution-1.svg").contains("<ellipse"))

    // The same again, and with a file: what the run was trained on is left out.
    let again = try workspace.acml("explain", "runs/small", "--output", "again")
    #expect(again.code == 0 && again.output.contains("drug-likeness (QED)"))
    #expect(try workspace.data("again/correlations.csv") == workspace.data("\(folder)/correlations.csv"))
    let other = try workspace.acml(
      "explain", "runs/small", "--molecules", "molecules.csv", "--output", "other", "--json")
    #expect(other.code == 0, "\(other.message)")
    #expect((try other.json()["trainedOn"] as? Int ?? 0) > 30)
  }

  @Test(arguments: [
    (["explain", "absent"], "absent: there is no such run folder"),
    (["explain", "."], "this is no run folder"),
    (["explain", "runs/small-pretraining"], "this is a run of the kind 'pretrain'"),
    (["explain", "runs/small", "--neighbours", "C1CC"], "C1CC: this is no molecule"),
    (["explain", "runs/small", "--attribute", "x"], "x: this is no molecule"),
    (["explain", "runs/small", "--modality", "gc-ms"], "was not trained with the modality `gc-ms`"),
    (["explain", "runs/small", "--molecules", "two.smi"], "there are 2 molecules to explain with, but at least 3"),
    (["explain", "runs/small", "--components", "0"], "--components takes a whole number from 1 to 100"),
    (["report", "absent"], "absent: there is no such run folder"),
    (["report", "runs/small", "--vega", "nowhere"], "Vega, which draws the charts, is not installed"),
    (["report", "runs/unfinished"], "the run is not finished (interrupted)"),
  ])
  func saysWhatIsWrong(_ arguments: [String], _ expected: String) throws {
    try workspace.write("CCCCCCCCCCCCCCCCCCCCCN\nCCCCCCCCCCCCCCCCCCCCCCCO\n", to: "two.smi")
    try FileManager.default.copyItem(at: workspace.url("runs/small"), to: workspace.url("runs/unfinished"))
    let record = try workspace.text("runs/small/run.json").replacing("\"finished\"", with: "\"interrupted\"")
    try workspace.write(record, to: "runs/unfinished/run.json")
    // Where Vega is not installed, that is what a report says first.
    if arguments[0] == "report", !expected.contains("Vega"), !Self.vega { return }
    let outcome = try workspace.start(arguments).wait()
    #expect((1..<128).contains(outcome.code))
    #expect(outcome.message.contains(expected), "\(outcome.message)")
    #expect(outcome.message.split(separator: "\n").filter { $0.hasPrefix("error:") }.count <= 1)
  }

  @Test(.enabled(if: vega, "needs Debian's libjs-vega"))
  func writesOnePage() throws {
    let outcome = try workspace.acml("report", "runs/small", "runs/small", "--output", "page.html", "--json")
    #expect(outcome.code == 0, "\(outcome.message)")
    #expect(try outcome.json()["charts"] as? Int == 6)
    let page = try workspace.text("page.html")
    // The only addresses are names: of Vega's licence and schema, and of SVG.
    #expect(!page.contains("src=\"") && !page.contains("<link") && !page.contains("url(\"http"))
    #expect(page.contains("config.yaml of") && page.contains("SHA-256"))
  }

  /// Each run meets its own index.
  @Test(.enabled(if: vega, "needs Debian's libjs-vega"))
  func poolsOfIndexes() throws {
    let trained = try workspace.acml("train", "train.yaml", "--set", "seed=8", "--output", "runs/other", "--quiet")
    try #require(trained.code == 0, "\(trained.message)")
    try workspace.write((1...90).map { String(repeating: "C", count: $0 % 30 + 1) + "N\n" }.joined(), to: "more.smi")
    for run in ["small", "other"] {
      let index = try workspace.acml("index", "runs/\(run)", "--molecules", "more.smi", "--output", "\(run).index")
      try #require(index.code == 0, "\(index.message)")
    }
    func report(_ arguments: String...) throws -> Workspace.Outcome {
      try workspace.start(["report", "runs/small", "--output", "page.html"] + arguments).wait()
    }
    let outcome = try report("runs/other", "--pool", "other.index", "--pool", "small.index")
    #expect(outcome.code == 0, "\(outcome.message)")
    let alone = try report("--pool", "more.smi")
    #expect(alone.code == 0, "\(alone.message)")
    let refused = try report("--pool", "other.index", "--pool", "small.index")
    #expect(refused.code == 78 && refused.message.contains("other.index: the index was made with another checkpoint"))
    let lacking = try report("runs/other", "--pool", "small.index")
    #expect(lacking.code == 78 && lacking.message.contains("than that of runs/other"))
    let files = try report("--pool", "more.smi", "--pool", "molecules.csv")
    #expect(files.code == 64 && files.message.contains("more.smi, molecules.csv: only one --pool may be a file"))
  }

  @Test(.enabled(if: vega && Browser.isInstalled, "needs Debian's libjs-vega and chromium"))
  func pageWorksInABrowser() throws {
    let outcome = try workspace.acml("report", "runs/small", "--output", "page.html", "--json")
    let charts = try #require(try outcome.json()["charts"] as? Int, "\(outcome.message)")
    let visit = try Browser.visit(
      workspace.url("page.html"), in: workspace.folder,
      probe: """
        const rest = () => new Promise((done) => setTimeout(done, 300));
        const card = document.querySelector(".card"), plot = document.querySelector("[data-points]");
        const seen = () => ({ shown: !card.hidden, paths: card.querySelectorAll(".structure svg path").length,
          text: card.textContent });
        const drawn = [...document.querySelectorAll("figure.chart .plot svg")].filter((svg) =>
          svg.getBoundingClientRect().width > 300 && svg.querySelectorAll("text").length > 4 &&
          svg.querySelectorAll(".mark-symbol path").length > 1).length;
        const point = plot.querySelector("g.mark-symbol.molecules path"), box = point.getBoundingClientRect();
        point.dispatchEvent(new MouseEvent("mousemove", {
          bubbles: true, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 }));
        await rest();
        const hover = seen();
        point.dispatchEvent(new MouseEvent("mouseout", { bubbles: true }));
        await rest();
        const left = seen();
        plot.focus();
        plot.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
        await rest();
        const key = seen();
        const fills = () => [...plot.querySelectorAll("g.mark-symbol.molecules path")].map((p) => p.getAttribute("fill")).join();
        const before = fills(), select = document.querySelector(".chart:has([data-points]) select");
        select.value = select.options[0].value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        select.dispatchEvent(new Event("input", { bubbles: true }));
        await rest();
        const recolored = fills() !== before;
        document.body.style.width = "390px";
        await rest(); await rest();
        const edge = document.body.getBoundingClientRect().right + 1;
        const wide = [...document.querySelectorAll("main *")].filter((e) =>
          !e.closest(".scroll, pre, svg, details:not([open])") && e.getBoundingClientRect().right > edge)
          .map((e) => e.tagName + "." + e.className);
        return { drawn, hover, left, key, recolored, wide,
          described: [...document.querySelectorAll(".plot")].filter((e) => e.getAttribute("aria-label")).length,
          unlabelled: document.querySelectorAll("[role=img]:not([aria-label])").length };
        """)
    #expect(visit.console.isEmpty, "\(visit.console)")
    #expect(visit.result["error"] == nil, "\(visit.result)")
    #expect(visit.result["drawn"] as? Int == charts)
    #expect(visit.result["described"] as? Int == charts && visit.result["unlabelled"] as? Int == 0)
    for way in ["hover", "key"] {
      let card = try #require(visit.result[way] as? [String: Any])
      #expect(card["shown"] as? Bool == true && (card["paths"] as? Int ?? 0) > 0, "\(way): \(card)")
      #expect((card["text"] as? String ?? "").contains("log P"))
    }
    #expect((visit.result["left"] as? [String: Any])?["shown"] as? Bool == false)
    #expect(visit.result["recolored"] as? Bool == true)
    #expect(visit.result["wide"] as? [String] == [])
  }
}
