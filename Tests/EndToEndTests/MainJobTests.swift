import Foundation
import Testing

/// The main job: from a YAML file to a trained, searchable pair.
@Suite(.serialized)
struct MainJobTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.pretrain()
  }

  @Test
  func trainsSearchesAndEmbeds() throws {
    let summary = try workspace.acml("train", "train.yaml", "--json").json()
    #expect(summary["status"] as? String == "finished")
    #expect(summary["epochs"] as? Int == 3)
    #expect(summary["rows"] as? Int == 101)
    #expect(summary["rejectedRows"] as? Int == 1)

    let run = "runs/small"
    for file in [
      "run.json", "config.yaml", "metrics.csv", "events.jsonl", "split.csv", "rejected.csv", "summary.json",
      "checkpoint/model.safetensors", "checkpoint/optimizer.safetensors", "checkpoint/state.json",
      "encoders/smiles/model.safetensors",
    ] {
      #expect(workspace.exists("\(run)/\(file)"), "\(file)")
    }
    #expect(try workspace.text("\(run)/rejected.csv").contains("no molecule"))
    #expect(try workspace.text("\(run)/metrics.csv").split(separator: "\n").count == 4)

    let report = try workspace.acml("retrieve", run, "--k", "1,5", "--json").json()
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.map { $0["direction"] as? String } == ["modality-to-graph", "graph-to-modality"])
    let answer = try workspace.acml(
      "retrieve", run, "--query", "molecules.csv", "--pool", "molecules.csv", "--top", "3", "--json"
    ).json()
    #expect((answer["hits"] as? [[String: Any]])?.count == 300)
    #expect((answer["rejectedRows"] as? [[String: Any]])?.count == 2)

    for ending in ["csv", "npy", "safetensors"] {
      let outcome = try workspace.acml("embed", run, "--input", "molecules.csv", "--output", "embeddings.\(ending)")
      #expect(outcome.code == 0, "\(outcome.message)")
    }
    let table = try workspace.text("embeddings.csv").split(separator: "\n")
    #expect(table.count == 102)
    #expect(table[0].hasPrefix("id,smiles,logSolubility,e0,e1,"))
    #expect(table[1].hasPrefix("aqsoldb-"))
    // 80 bytes of header at least, and 101 rows of 16 floats.
    #expect(try workspace.data("embeddings.npy").count % 64 == 101 * 16 * 4 % 64)
  }

  @Test
  func theResolvedConfigurationIsAValidInput() throws {
    try workspace.acml("train", "train.yaml", "--output", "first", "--quiet")
    let again = try workspace.acml("train", "first/config.yaml", "--output", "second", "--quiet")
    #expect(again.code == 0, "\(again.message)")
    #expect(try workspace.text("first/config.yaml") == workspace.text("second/config.yaml"))
    let model = "checkpoint/model.safetensors"
    #expect(try workspace.data("first/\(model)") == workspace.data("second/\(model)"))
  }

  @Test(arguments: ["gin", "gcn", "gat", "graphsage", "nnconv"])
  func everyGraphEncoderTrainsWithoutABuild(_ id: String) throws {
    let outcome = try workspace.acml("train", "train.yaml", "--set", "graph.encoder=\(id)", "--output", id, "--quiet")
    #expect(outcome.code == 0, "\(outcome.message)")
    #expect(try workspace.acml("retrieve", id, "--quiet").code == 0)
  }

  @Test(arguments: ["info-nce", "acml-soft", "info-loob", "siglip", "hard-negative-nce"])
  func everyObjectiveTrains(_ id: String) throws {
    let outcome = try workspace.acml(
      "train", "train.yaml", "--set", "pairs.0.objective.type=\(id)", "--output", id, "--quiet")
    #expect(outcome.code == 0, "\(outcome.message)")
  }

  /// The frozen side is encoded once: for other runs, other networks, other seeds; not for other weights.
  @Test
  func theFrozenSideIsEncodedOnce() throws {
    func encoded(_ arguments: String...) throws -> [Int] {
      let outcome = try workspace.start(["train", "train.yaml", "--json"] + arguments).wait()
      let stores = try #require(try outcome.json()["embeddings"] as? [String: [String: Int]])
      return try [#require(stores["smiles"]?["taken"]), #require(stores["smiles"]?["added"])]
    }
    #expect(try encoded("--output", "a") == [0, 100])
    #expect(try encoded("--output", "b", "--set", "graph.encoder=gcn", "--seed", "9") == [100, 0])
    try workspace.acml("pretrain", "pretrain.yaml", "--seed", "5", "--output", "other", "--quiet")
    #expect(try encoded("--output", "c", "--set", "pairs.0.weights=other") == [0, 100])
  }

  @Test(arguments: [
    "training.extraNegatives=30", "training.accumulation=3", "training.order=isomers", "graph.features=released",
  ])
  func otherWaysToTrain(_ setting: String) throws {
    let outcome = try workspace.acml("train", "train.yaml", "--set", setting, "--output", "run", "--quiet")
    #expect(outcome.code == 0, "\(outcome.message)")
  }

  /// Molecules without samples compete; those of the data, in any spelling, and those of a pool don't.
  @Test
  func aLibraryCompetes() throws {
    let sample = String(
      decoding: try Data(contentsOf: Workspace.repository.appending(path: "Examples/data/aqsoldb.csv")), as: UTF8.self)
    let rows = sample.split(separator: "\n")
    let table = { (lines: ArraySlice<Substring>) in ([rows[0]] + lines).joined(separator: "\n") + "\n" }
    try workspace.write(table(rows[51..<201]), to: "library.csv")
    try workspace.write(table(rows[191..<201]), to: "pool.csv")
    let library = ["--set", "data.library.molecules=library.csv", "--set", "data.library.without=pool.csv"]
    let train = { (name: String, more: [String]) in
      try workspace.start(["train", "train.yaml", "--output", name] + library + more).wait()
    }
    // Of 150 molecules 50 are the data's and 10 the pool's.
    let outcome = try train("run", ["--set", "training.libraryNegatives=20"])
    #expect(outcome.code == 0, "\(outcome.message)")
    #expect(outcome.message.contains("library: 90 molecules compete, 60 are left out"), "\(outcome.message)")
    let pieces = ["--set", "training.libraryNegatives=20", "--set", "training.accumulation=3"]
    #expect(try train("pieces", pieces).code == 0)
    #expect(try workspace.acml("retrieve", "run", "--quiet").code == 0)
    let record = try workspace.text("run/run.json")
    #expect(record.contains("library.csv"))
    let tooMany = try train("large", ["--set", "training.libraryNegatives=91"])
    #expect(tooMany.code != 0 && tooMany.message.contains("90"), "\(tooMany.message)")
    let none = try train("none", [])
    #expect(none.code != 0 && none.message.contains("training.libraryNegatives"), "\(none.message)")
    #expect(!workspace.exists("none") && !workspace.exists("large"))
  }

  /// Two spellings of a molecule, stereocentres among it, have one embedding.
  @Test
  func spellingMakesNoDifference() throws {
    try workspace.acml("train", "train.yaml", "--quiet")
    try workspace.write(
      "C[C@H](N)C(=O)O\nOC(=O)[C@@H](N)C\nN[C@@H](C)C(O)=O\nC[C@@H](N)C(=O)O\n", to: "alanine.smi")
    try workspace.acml("embed", "runs/small", "--input", "alanine.smi", "--output", "alanine.csv")
    let rows = try workspace.text("alanine.csv").split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).suffix(16).joined(separator: ",")
    }
    #expect(rows.count == 4)
    #expect(rows[0] == rows[1] && rows[0] == rows[2])
    // The other enantiomer is another molecule.
    #expect(rows[0] != rows[3])
  }

  /// Weights may also be the encoder's folder or its file; all three are one encoder.
  @Test(arguments: ["encoders/smiles-transformer", "encoders/smiles-transformer/model.safetensors"])
  func weightsByFolderOrFile(_ path: String) throws {
    try workspace.acml("train", "train.yaml", "--output", "whole", "--quiet")
    let weights = "pairs.0.weights=runs/small-pretraining/\(path)"
    let outcome = try workspace.acml("train", "train.yaml", "--set", weights, "--output", "part", "--json")
    #expect(outcome.code == 0, "\(outcome.message)")
    let stores = try #require(try outcome.json()["embeddings"] as? [String: [String: Int]])
    #expect(stores["smiles"]?["taken"] == 100)
  }

  /// An encoder that saw held-out molecules makes every figure too good, and the user is told.
  @Test
  func saysThatTheFrozenEncoderSawHeldOutMolecules() throws {
    let outcome = try workspace.acml("train", "train.yaml", "--set", "data.split.method=random", "--output", "run")
    #expect(outcome.message.contains("held-out molecules were used to pre-train small-pretraining"))
    let honest = try workspace.acml("train", "train.yaml", "--output", "honest")
    #expect(!honest.message.contains("were used to pre-train"))
  }

  /// A graph encoder goes on from another run's, which must be of the same shape.
  @Test
  func beginsWithTheGraphEncoderOfAnotherRun() throws {
    let from = "graph.weights=runs/small"
    let missing = try workspace.acml("train", "train.yaml", "--set", from, "--output", "none")
    #expect(missing.code != 0)
    #expect(missing.message.contains("runs/small"))
    try workspace.acml("train", "train.yaml", "--quiet")
    let loss = { (outcome: Workspace.Outcome) in
      try #require((try outcome.json()["metrics"] as? [String: Double])?["trainLoss"])
    }
    let epochs = "training.epochs=1"
    let fresh = try loss(try workspace.acml("train", "train.yaml", "--set", epochs, "--output", "fresh", "--json"))
    let begun = try loss(
      try workspace.acml("train", "train.yaml", "--set", epochs, "--set", from, "--output", "begun", "--json"))
    #expect(begun < fresh)
    let other = try workspace.acml(
      "train", "train.yaml", "--output", "other", "--set", from, "--set", "graph.settings.hiddenDimensions=20")
    #expect(other.code != 0)
    #expect(other.message.contains("other weights than this one"))
  }

  @Test
  func worksInAnotherFolder() throws {
    let copy = workspace.url("elsewhere")
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    let build = try Workspace.build
    for name in ["acml", "libACML.so", "libGraphEncoders.so", "libSMILESTransformer.so", "libObjectives.so"] {
      try FileManager.default.copyItem(at: build.appending(path: name), to: copy.appending(path: name))
    }
    workspace.program = copy.appending(path: "acml")
    let doctor = try workspace.acml("doctor")
    #expect(doctor.code == 0)
    #expect(!doctor.output.contains(build.path))
    let outcome = try workspace.acml("train", "train.yaml", "--quiet")
    #expect(outcome.code == 0, "\(outcome.message)")
    // A run that is moved away from its data still serves.
    try FileManager.default.moveItem(at: workspace.url("runs/small"), to: workspace.url("moved"))
    try FileManager.default.removeItem(at: workspace.url("molecules.csv"))
    #expect(try workspace.acml("retrieve", "moved", "--quiet").code == 0)
  }
}
