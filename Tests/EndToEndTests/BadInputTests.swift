import Foundation
import Testing

/// What a user can get wrong: one clear sentence with the place, an exit code of its class, and nothing left behind.
@Suite(.serialized)
struct BadInputTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let arguments: [String]
    let code: Int32
    /// The whole message, `FOLDER` standing for the workspace.
    let message: String
    var testDescription: String { name }

    init(_ name: String, _ arguments: String, _ code: Int32, _ message: String) {
      self.name = name
      self.arguments = arguments.split(separator: " ").map(String.init)
      self.code = code
      self.message = message
    }
  }

  static let cases = [
    Case(
      "typo in a key of a flag", "train train.yaml --set graph.encodr=gat", 78,
      "--set graph.encodr=gat: graph.encodr: no such key; did you mean `encoder`?"),
    Case(
      "typo in a key of a file", "train typo.yaml", 78,
      "typo.yaml:2:1: sed: no such key; did you mean `seed`?"),
    Case(
      "no YAML", "config check broken.yaml", 78, "broken.yaml:2:1: is no valid YAML: did not find expected ',' or ']'"),
    Case(
      "unknown plugin", "train train.yaml --set graph.encoder=gim", 69,
      "--set graph.encoder=gim: graph.encoder: no graph encoder `gim`; did you mean `gin`? "
        + "loaded: gat, gcn, gin, graphsage, nnconv"),
    Case(
      "encoder of another modality", "train train.yaml --set pairs.0.modality=image", 78,
      "--set pairs.0.modality=image: pairs.0.modality: found `image`, but the encoder `smiles-transformer` reads `smiles`"
    ),
    Case(
      "setting out of range", "train train.yaml --set graph.settings.layers=0", 78,
      "--set graph.settings.layers=0: graph.settings.layers: found `0`, expected a whole number from 1 to 64"),
    Case("missing configuration", "train absent.yaml", 66, "absent.yaml: cannot open: No such file or directory."),
    Case(
      "missing weights", "train train.yaml --set pairs.0.weights=nowhere", 78,
      "--set pairs.0.weights=nowhere: pairs.0.weights: there is nothing at FOLDER/nowhere; "
        + "make the weights with `acml pretrain`"),
    Case(
      "missing data file", "train train.yaml --set data.molecules=absent.csv", 66, "FOLDER/absent.csv: no such file."),
    Case(
      "missing column", "train train.yaml --set data.smilesColumn=smile", 65,
      "FOLDER/molecules.csv: there is no column 'smile'; did you mean 'smiles'? "
        + "The columns are 'id', 'smiles', 'logSolubility'."),
    Case(
      "bad SMILES", "train train.yaml --set data.molecules=bad.csv --set data.onInvalid=fail", 65,
      "FOLDER/bad.csv:3: column 'smiles': 'C1CC': no molecule: unclosed ring. "
        + "Set onInvalid to skip or mark to go on without such rows."),
    Case(
      "no data", "train train.yaml --set data.molecules=header.csv", 65,
      "FOLDER/header.csv: the file holds a header but no rows."),
    Case(
      "empty part",
      "train train.yaml --set data.split.train=0.98 --set data.split.validation=0.001 --set data.split.test=0.019",
      65,
      "The scaffold split leaves the part 'validation' empty (asked for: 0.001 of 100 molecules); "
        + "give it a larger fraction, more data or another method."),
    Case(
      "fractions", "train train.yaml --set data.split.train=0.9", 78,
      "--set data.split.train=0.9: data.split.train: train, validation and test add up to 1.3, expected 1"),
    Case(
      "file that is no plugin", "plugin list --plugin-path train.yaml", 69,
      "FOLDER/train.yaml: is no shared library for this machine: the file is not in the format ELF"),
    Case(
      "output in use", "train train.yaml --output runs/small-pretraining", 73,
      "FOLDER/runs/small-pretraining: the folder is not empty; choose another --output, or continue its run with --resume."
    ),
    Case("no run", "retrieve nowhere", 66, "FOLDER/nowhere: there is no such run folder."),
    Case(
      "run of another kind", "retrieve runs/small-pretraining", 65,
      "FOLDER/runs/small-pretraining: this is a run of the kind 'pretrain'; 'train' was expected."),
  ]

  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.pretrain()
    try workspace.write(
      "name: x\nsed: 4\n"
        + workspace.text("train.yaml").split(separator: "\n").dropFirst(2)
        .joined(separator: "\n"), to: "typo.yaml")
    try workspace.write("name: [a\n", to: "broken.yaml")
    try workspace.write("smiles\nCCO\nC1CC\n", to: "bad.csv")
    try workspace.write("smiles\n", to: "header.csv")
  }

  @Test(arguments: cases)
  func isToldInOneSentence(_ given: Case) throws {
    let before = try entries()
    let outcome = try workspace.start(given.arguments).wait()
    let lines = outcome.message.split(separator: "\n")
    let errors = lines.filter { $0.hasPrefix("error: ") }
    #expect(errors.count == 1)
    #expect(
      errors.first.map(String.init)?.replacing(workspace.folder.path, with: "FOLDER") == "error: " + given.message)
    #expect(outcome.code == given.code)
    #expect(outcome.output.isEmpty)
    #expect(try entries() == before)
  }

  private func entries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path)
      .filter { !$0.hasPrefix("std") && $0 != "store" }.sorted()
  }

  @Test(arguments: [
    "checkpoint/model.safetensors", "checkpoint/state.json", "encoders/smiles/model.safetensors", "run.json",
  ])
  func truncatedFileOfARun(_ file: String) throws {
    #expect(try workspace.acml("train", "train.yaml", "--set", "training.selection=last", "--quiet").code == 0)
    let path = "runs/small/\(file)"
    let whole = try workspace.data(path)
    try whole.prefix(whole.count / 2).write(to: workspace.url(path))
    let outcome = try workspace.acml("retrieve", "runs/small", "--quiet")
    #expect(outcome.code == 65, "\(outcome.message)")
    #expect(outcome.message.contains(workspace.url(path).lastPathComponent), "\(outcome.message)")
    #expect(outcome.message.split(separator: "\n").count == 1)
  }

  /// A limit on the size of files stands for a full disk: writing breaks off in the middle.
  @Test
  func fullDisk() throws {
    let outcome = try workspace.acml(
      "train", "train.yaml", "--set", "graph.settings.hiddenDimensions=128", "--quiet",
      shell: "trap '' XFSZ; ulimit -f 64")
    #expect(outcome.code == 74, "\(outcome.message)")
    #expect(outcome.message.contains("File too large"), "\(outcome.message)")
    let names = try FileManager.default.subpathsOfDirectory(atPath: workspace.url("runs").path)
    #expect(names.filter { $0.contains(".tmp-") } == [])
  }

  /// A file of another kind where text is expected neither crashes nor hangs.
  @Test(arguments: [
    ["train", "ACML"], ["config", "check", "ACML"], ["train", "train.yaml", "--set", "data.molecules=ACML"],
    ["retrieve", "ACML"], ["train", "train.yaml", "--set", "pairs.0.weights=ACML"],
  ])
  func binaryFile(_ arguments: [String]) throws {
    try FileManager.default.copyItem(at: workspace.program, to: workspace.url("ACML"))
    let outcome = try workspace.start(arguments).wait()
    #expect([65, 66, 78].contains(outcome.code), "\(outcome.code): \(outcome.message)")
    #expect(outcome.message.count < 2000)
  }
}
