import Foundation
import Testing

/// A library that is indexed once and searched, and isomers told apart.
@Suite(.serialized)
struct SearchTests {
  let workspace: Workspace
  private let run = "runs/small"

  init() throws {
    workspace = try Workspace()
    try workspace.pretrain()
    let outcome = try workspace.acml("train", "train.yaml", "--quiet")
    try #require(outcome.code == 0, "\(outcome.message)")
    // Chains with an oxygen somewhere, each unlike the others; two of them twice, in another spelling.
    let chains = (1...12).flatMap { n in (n...12).map { String(repeating: "C", count: n) + "O" + String(repeating: "C", count: $0) } }
    try workspace.write(
      (["smiles name"] + chains.enumerated().map { "\($1) chain-\($0)" } + ["C(OC) again", "C1CC bad", "O(CC)C again"])
        .joined(separator: "\n") + "\n", to: "library.smi")
    try workspace.write("smiles\nCC(=O)Oc1ccccc1C(=O)O\nCO\n", to: "queries.smi")
  }

  private func index(_ arguments: String...) throws -> Workspace.Outcome {
    try workspace.start(["index", run, "--output", "library", "--molecules"] + arguments).wait()
  }

  private func hits(_ arguments: String...) throws -> [[String: Any]] {
    let answer = try workspace.start(["retrieve", run, "--json"] + arguments).wait()
    try #require(answer.code == 0, "\(answer.message)")
    return try #require(try answer.json()["hits"] as? [[String: Any]])
  }

  @Test
  func findsInAnIndexWhatItFindsInTheFiles() throws {
    let report = try index("molecules.csv", "library.smi", "--json").json()
    #expect(report["rejected"] as? Int == 2)
    #expect((report["molecules"] as? Int ?? 0) + (report["duplicates"] as? Int ?? 0) == 100 + 80)
    #expect(try workspace.text("library/rejected.csv").split(separator: "\n").count == 3)

    // One file, so that the pools are the same; every row of the answer, with its score.
    try FileManager.default.removeItem(at: workspace.url("library"))
    #expect(try index("library.smi").code == 0)
    for queries in ["queries.smi", "molecules.csv"] {
      let inIndex = try hits("--query", queries, "--pool", "library", "--top", "9")
      let inFile = try hits("--query", queries, "--pool", "library.smi", "--top", "11")
      let scores = { (hits: [[String: Any]], query: Int) in
        hits.filter { $0["query"] as? Int == query }.compactMap { $0["score"] as? Double }
      }
      for query in Set(inIndex.compactMap { $0["query"] as? Int }) {
        let (found, expected) = (scores(inIndex, query), scores(inFile, query))
        #expect(found.count == 9 && found == found.sorted(by: >))
        // The file holds two molecules twice, so that at most two of its hits are missing here.
        for score in found { #expect(expected.contains { abs($0 - score) < 1e-5 } || score < (expected.last ?? 0) + 1e-5) }
        #expect(abs((found.first ?? 0) - (expected.first ?? 1)) < 1e-5)
      }
    }
  }

  @Test
  func filtersByMassFormulaAndElements() throws {
    #expect(try index("molecules.csv", "library.smi").code == 0)
    func smiles(_ filter: String...) throws -> Set<String> {
      let answer = try workspace.start(
        ["retrieve", run, "--json", "--query", "queries.smi", "--pool", "library", "--top", "500"] + filter
      ).wait()
      let hits = try #require(try answer.json()["hits"] as? [[String: Any]], "\(answer.message)")
      return Set(hits.compactMap { $0["smiles"] as? String })
    }
    let all = try smiles()
    #expect(all.count > 170)
    // Isomers of dibutyl ether among the chains.
    let octanes = try smiles("--formula", "OC8H18")
    #expect(octanes.isSuperset(of: ["CCCCOCCCC", "CCCCCCCOC", "CCCCCOCCC", "CCCCCCOCC"]))
    #expect(try smiles("--mass", "130.1358", "--tolerance", "20ppm") == octanes)
    #expect(try smiles("--mass", "130.1358", "--tolerance", "0.0026Da") == octanes)
    #expect(try smiles("--mass", "131.1358", "--tolerance", "5ppm").isEmpty)
    let ethers = try smiles("--elements", "CHO")
    #expect(ethers.isSuperset(of: octanes) && ethers.count < all.count)
    #expect(ethers.allSatisfy { !$0.contains("N") && !$0.contains("Cl") })
  }

  @Test
  func approximateSearchTellsItsRecall() throws {
    #expect(try index("molecules.csv", "library.smi").code == 0)
    for _ in 1...2 {
      let answer = try workspace.acml(
        "retrieve", run, "--query", "queries.smi", "--pool", "library", "--approximate", "--json", "--quiet")
      #expect(answer.code == 0, "\(answer.message)")
      #expect(try answer.json()["recall"] as? Double ?? 0 > 0.89)
    }
    #expect(workspace.exists("library/hnsw-smiles.bin"))
    let report = try workspace.acml(
      "retrieve", run, "--pool", "library", "--sizes", "20,50", "--k", "1,10", "--approximate", "--json"
    ).json()
    let approximations = try #require(report["approximations"] as? [[String: Any]])
    #expect(approximations.count == 2)
    #expect(approximations.allSatisfy { $0["recall"] as? Double ?? 0 > 0.89 })
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.count == 2)
    // A damaged graph is told of.
    let file = workspace.url("library/hnsw-smiles.bin")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: file)
    let damaged = try workspace.acml("retrieve", run, "--pool", "library", "--approximate", "--quiet")
    #expect(damaged.code == 65)
    #expect(damaged.message.contains("hnsw-smiles.bin: the graph of approximate neighbours can't be used"))
  }

  /// The molecules that are asked for are no competitors in their own library.
  @Test
  func ownMoleculesInTheLibraryDontCompete() throws {
    #expect(try index("molecules.csv", "library.smi").code == 0)
    #expect(try workspace.acml("retrieve", run, "--pool", "library", "--quiet", "--sizes", "10").code == 0)
    let report = try workspace.acml("retrieve", run, "--pool", "library", "--json").json()
    let queries = try #require(report["queries"] as? Int)
    let indexed = try #require(
      try JSONSerialization.jsonObject(with: workspace.data("library/index.json")) as? [String: Any])
    #expect(report["poolMolecules"] as? Int == indexed["molecules"] as? Int)
    // The same pool as two files; one is enough, since the other holds the test part.
    let both = try workspace.text("molecules.csv").split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",")[1] }.joined(separator: "\n")
    try workspace.write(
      both + "\n" + workspace.text("library.smi").split(separator: "\n").dropFirst().joined(separator: "\n"),
      to: "both.smi")
    let file = try workspace.acml("retrieve", run, "--pool", "both.smi", "--json").json()
    #expect(file["queries"] as? Int == queries)
  }

  /// A mass window leaves few competitors, and chance becomes better with it.
  @Test
  func aMassWindowLeavesNearCompetitors() throws {
    #expect(try index("molecules.csv", "library.smi").code == 0)
    func candidates(_ arguments: String...) throws -> Double {
      let report = try workspace.start(
        ["retrieve", run, "--pool", "library", "--direction", "modality-to-graph", "--json"] + arguments
      ).wait().json()
      let pools = try #require((report["results"] as? [[String: Any]])?.first?["pools"] as? [[String: Any]])
      return try #require(pools.last?["candidates"] as? Double)
    }
    let all = try candidates()
    let near = try candidates("--tolerance", "5Da")
    #expect(near >= 1 && near < all / 2)
    #expect(try candidates("--tolerance", "100000Da") == all)
  }

  @Test
  func goesOnAfterAKill() throws {
    // More than the 8,192 molecules of a block.
    let sample = Workspace.repository.appending(path: "Examples/data/aqsoldb.csv")
    try FileManager.default.copyItem(at: sample, to: workspace.url("sample.csv"))
    let rings = (0..<4000).map { number in
      let tail = [1, 8, 64, 512].map { ["C", "N", "O", "S", "P", "CC", "CN", "CO"][number / $0 % 8] }.joined()
      return "c1ccccc1\(tail)"
    }
    try workspace.write(rings.joined(separator: "\n"), to: "rings.smi")
    let arguments = ["index", run, "--molecules", "sample.csv", "rings.smi", "--quiet", "--threads", "2"]
    let whole = try workspace.start(arguments + ["--output", "whole"]).wait()
    #expect(whole.code == 0, "\(whole.message)")
    #expect(workspace.exists("whole/block-000001.acmlidx"))

    let killed = try workspace.start(arguments + ["--output", "killed"])
    while !workspace.exists("killed/block-000000.acmlidx"), killed.process.isRunning { usleep(1000) }
    kill(killed.process.processIdentifier, SIGKILL)
    _ = try killed.wait()
    if !(try workspace.text("killed/index.json").contains("\"isComplete\" : true")) {
      let refused = try workspace.acml("retrieve", run, "--query", "queries.smi", "--pool", "killed")
      #expect(refused.code == 65)
      #expect(refused.message.contains("the index is not finished"))
    }
    let resumed = try workspace.start(arguments + ["--output", "killed", "--json"]).wait()
    #expect(resumed.code == 0, "\(resumed.message)")
    for file in ["index.json", "rejected.csv", "block-000000.acmlidx", "block-000001.acmlidx"] {
      #expect(try workspace.data("killed/\(file)") == workspace.data("whole/\(file)"), "\(file)")
    }
    // A third time there is nothing to do.
    #expect(try workspace.start(arguments + ["--output", "killed", "--json"]).wait().json()["encodedNow"] as? Int == 0)
  }

  @Test
  func aLabelledFileFromOutside() throws {
    // Twenty molecules of the run, and the chains.
    let own = try workspace.text("molecules.csv").split(separator: "\n").prefix(101).dropFirst()
      .map { String($0.split(separator: ",")[1]) }
    try workspace.write((own.prefix(20) + ["CCOCCC", "CCCCOCC", "CCCCCN", "CCS"]).joined(separator: "\n"), to: "data.smi")
    let report = try workspace.acml("retrieve", run, "--data", "data.smi", "--each-sample", "--json").json()
    let (left, queries) = (report["learnedFrom"] as? Int ?? 0, report["queries"] as? Int ?? 0)
    #expect(left > 0 && queries >= 4 && left + queries == 24)
    #expect(report["part"] as? String == "data.smi")
  }

  @Test
  func tellsIsomersApart() throws {
    let isomers = ["CCCCO", "CCOCC", "CC(C)CO", "CCCN", "CNCC", "C[C@H](O)CC", "C[C@@H](O)CC", "CCCl"]
    try workspace.write(isomers.joined(separator: "\n"), to: "isomers.smi")
    func figures(_ kind: String) throws -> [String: Any] {
      let outcome = try workspace.acml(
        "isomers", run, "--data", "isomers.smi", "--kind", kind, "--json", "--html", "\(kind).html")
      #expect(outcome.code == 0, "\(outcome.message)")
      let results = try #require(try outcome.json()["results"] as? [[String: Any]])
      return try #require(results[0]["figures"] as? [String: Any])
    }
    // Of those that the run hasn't learned from: C4H10O five times, one of them in two configurations, and C3H9N twice.
    let all = try figures("all")
    #expect(all["pairs"] as? Int == 10 + 1)
    #expect(try figures("constitutional")["pairs"] as? Int == 6 + 1)
    #expect(try figures("stereo")["pairs"] as? Int == 1)
    #expect(try workspace.text("all.html").contains("<svg"))
    let none = try workspace.acml("isomers", run, "--data", "isomers.smi", "--kind", "same-scaffold")
    #expect(none.code == 78)
    #expect(
      none.message.contains(
        "error: runs/small: there are no isomers of one scaffold with samples of smiles in isomers.smi"))

    try workspace.write("a,b\nCCO,COC\nCCCO,CC(C)O\nC1CC,CC\n", to: "pairs.csv")
    let picked = try workspace.acml("isomers", run, "--pairs", "pairs.csv", "--json").json()
    let results = try #require(picked["results"] as? [[String: Any]])
    #expect((results[0]["pairs"] as? [[String: Any]])?.map { $0["formula"] as? String } == ["C2H6O", "C3H8O"])
    #expect((picked["rejectedRows"] as? [[String: Any]])?.count == 1)
  }

  @Test
  func writesTablesAndPages() throws {
    #expect(try index("library.smi").code == 0)
    for file in ["hits.csv", "hits.json"] {
      let outcome = try workspace.acml(
        "retrieve", run, "--query", "queries.smi", "--pool", "library", "--top", "4", "--output", file, "--html",
        "hits.html")
      #expect(outcome.code == 0, "\(outcome.message)")
    }
    let lines = try workspace.text("hits.csv").split(separator: "\n")
    #expect(lines.count == 9)
    #expect(lines[0] == "query,queryName,rank,score,smiles,formula,exactMass,name")
    #expect(lines[1].hasPrefix("1,") && lines[1].contains(",chain-"))
    #expect(try workspace.text("hits.html").contains("<svg"))
  }

  @Test
  func whatCannotBeIsToldInOneSentence() throws {
    #expect(try index("library.smi").code == 0)
    let other = try workspace.acml("train", "train.yaml", "--seed", "9", "--output", "other", "--quiet")
    #expect(other.code == 0)
    try workspace.write("smiles\n", to: "empty.smi")
    let cases: [(String, Int32, String)] = [
      (
        "retrieve other --query queries.smi --pool library", 78,
        "library: the index was made with another checkpoint (runs/small) than that of other; make it anew with `acml index other`."
      ),
      (
        "index other --molecules library.smi --output library", 78,
        "library: the index was made with another checkpoint (runs/small) than that of other; make it anew with `acml index other`."
      ),
      (
        "retrieve runs/small --query queries.smi --pool store", 65,
        "store: this is no index: it holds no index.json; make one with `acml index`."
      ),
      (
        "retrieve runs/small --pool library --sizes 1000", 78,
        "a pool of 1000 was asked for, but there are "
      ),
      (
        "retrieve runs/small --query queries.smi --pool library.smi --approximate", 78,
        "approximate search needs an index as --pool; make one with `acml index`"
      ),
      (
        "retrieve runs/small --query queries.smi --pool library --modality nmr-13c", 78,
        "runs/small was not trained with the modality `nmr-13c`; it has: smiles"
      ),
      ("index runs/small --molecules absent.smi --output new", 66, "absent.smi: no such file."),
      ("index runs/small --molecules train.yaml --output new", 65, "train.yaml: the ending names no known format"),
      ("index runs/small --molecules library.smi --output runs", 73, "runs: the folder is not empty and holds no index"),
      (
        "index runs/small --molecules queries.smi --output library", 78,
        "library: the index was begun from other files ("
      ),
      ("index runs/small --molecules library.smi --output new --memory 1MB", 64, "--memory takes 64MB or more"),
      ("retrieve runs/small --query queries.smi --output hits.txt", 64, "hits.txt: results are written as .csv or .json"),
      ("retrieve runs/small --query queries.smi --formula Xx", 64, "The value 'Xx' is invalid for '--formula <formula>'"),
      ("isomers runs/small --kind stereo", 78, "runs/small: there are no stereoisomers with samples of smiles in the test part"),
    ]
    for (arguments, code, message) in cases {
      let outcome = try workspace.start(arguments.split(separator: " ").map(String.init)).wait()
      #expect(outcome.code == code, "\(arguments): \(outcome.code) \(outcome.message)")
      let text = outcome.message.replacing(workspace.folder.path + "/", with: "")
      #expect(text.contains(message), "\(arguments): \(text)")
    }
  }

  /// Bytes that were changed or cut off end in an error, never in a crash.
  @Test
  func damagedIndexes() throws {
    #expect(try index("library.smi").code == 0)
    let file = workspace.url("library/block-000000.acmlidx")
    let whole = try Data(contentsOf: file)
    for change in 0..<6 {
      var bytes = whole
      switch change {
      case 0: bytes = Data()
      case 1: bytes = bytes.prefix(100)
      case 2: bytes = bytes.dropLast(1)
      case 3: bytes[15] = 0xff
      case 4: bytes[9] ^= 1
      default: bytes[200] ^= 1
      }
      try bytes.write(to: file)
      let outcome = try workspace.acml("retrieve", run, "--query", "queries.smi", "--pool", "library", "--quiet")
      #expect(outcome.code == 65, "\(change): \(outcome.code) \(outcome.message)")
      #expect(outcome.message.contains("the index is damaged"), "\(outcome.message)")
    }
    try whole.write(to: file)
    try workspace.write("{}", to: "library/index.json")
    #expect(try workspace.acml("retrieve", run, "--query", "queries.smi", "--pool", "library", "--quiet").code == 65)
  }
}
