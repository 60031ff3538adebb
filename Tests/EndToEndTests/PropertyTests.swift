import Foundation
import Testing

/// From a trained run to predictions of a property with error bars.
@Suite(.serialized)
struct PropertyTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    try workspace.pretrain()
    let outcome = try workspace.acml("train", "train.yaml", "--quiet")
    try #require(outcome.code == 0, "\(outcome.message)")
  }

  private func evaluate(_ arguments: String...) throws -> Workspace.Outcome {
    try workspace.start(["evaluate", "runs/small", "--epochs", "3", "--seeds", "2"] + arguments).wait()
  }

  @Test
  func evaluatesTakesUpAndPredicts() throws {
    let arguments = [
      "evaluate", "runs/small", "--dataset", "molecules.csv", "--task", "regression", "--mode", "finetune,probe",
      "--epochs", "3", "--seeds", "2", "--output", "model", "--json",
    ]
    let first = try workspace.start(arguments).wait()
    let report = try first.json()
    #expect(first.code == 0, "\(first.message)")
    #expect(report["labels"] as? [String] == ["logSolubility"])
    #expect(report["parts"] as? [String: Int] == ["train": 80, "validation": 10, "test": 10])
    let results = try #require(report["results"] as? [[String: Any]])
    #expect(results.map { $0["mode"] as? String } == ["finetune", "probe", "scratch", "fingerprint"])
    for result in results {
      let figures = try #require(result["figures"] as? [[String: Any]])
      #expect(figures.map { $0["metric"] as? String } == ["RMSE", "MAE", "R2", "Spearman"])
      let isNetwork = ["finetune", "scratch"].contains(result["mode"] as? String)
      #expect((figures[0]["seeds"] as? [Double])?.count == (isNetwork ? 2 : 1))
    }
    #expect(((report["calibration"] as? [String: Double])?["coverage"]).map { (0...1).contains($0) } == true)

    // A trial that is lost is made anew, the others are taken as they are, and all figures are the same.
    let kept = try workspace.data("model/trials/scratch-1.json")
    for name in ["trials/scratch-2.json", "trials/finetune-2.safetensors", "model.json"] {
      try FileManager.default.removeItem(at: workspace.url("model/\(name)"))
    }
    let second = try workspace.start(arguments).wait()
    #expect(second.output == first.output)
    #expect(!second.message.contains("finetune, seed 1") && second.message.contains("finetune, seed 2"))
    #expect(try workspace.data("model/trials/scratch-1.json") == kept)

    let predicted = try workspace.acml("predict", "model", "--input", "molecules.csv", "--output", "predicted.csv")
    #expect(predicted.code == 0, "\(predicted.message)")
    let lines = try workspace.text("predicted.csv").split(separator: "\n")
    #expect(
      lines[0] == "id,smiles,logSolubility,predicted_logSolubility,uncertainty_logSolubility,error")
    #expect(lines.count == 102)
    #expect(lines[101].hasPrefix("clintox-") && lines[101].contains(",,no molecule: "))
    let uncertain = try #require(lines[1].split(separator: ",", omittingEmptySubsequences: false).dropLast().last)
    #expect(try #require(Double(uncertain)) > 0)
    // The model is whole without its run and its data.
    try FileManager.default.removeItem(at: workspace.url("runs/small"))
    let answer = try workspace.acml("predict", "model", "--input", "molecules.csv", "--json").json()
    #expect((answer["rows"] as? [[String: Any]])?.count == 101)

    try workspace.write("smiles\nCCCCCCO\nnothing\nOCC\n", to: "asked.csv")
    let weighed = try workspace.acml("predict", "model", "--input", "asked.csv", "--atoms", "atoms", "--json")
    #expect(weighed.code == 0, "\(weighed.message)")
    let weights = try workspace.text("atoms/attribution.csv").split(separator: "\n").map { $0.split(separator: ",") }
    #expect(weights[0].joined(separator: ",") == "smiles,target,score,atom,contribution")
    #expect(
      weights.dropFirst().map { "\($0[0]) \($0[1]) \($0[3])" } == (1...7).map { "CCCCCCO logSolubility \($0)" }
        + (1...3).map { "CCO logSolubility \($0)" })
    let predictions = try #require(try weighed.json()["rows"] as? [[String: Any]])
    let value = (predictions[0]["predictions"] as? [String: [String: Double]])?["logSolubility"]?["value"]
    #expect(try abs(#require(value) - #require(Double(weights[1][2]))) < 1e-4)
    #expect(weights.dropFirst().contains { abs(Double($0[4]) ?? 0) > 1e-6 })
    #expect(workspace.exists("atoms/attribution-2.svg") && !workspace.exists("atoms/attribution-3.svg"))
  }

  /// Two labels with gaps, in a file for each part, and a figure a label.
  @Test
  func severalLabelsAndGivenParts() throws {
    let rows = try workspace.text("molecules.csv").split(separator: "\n").dropFirst().prefix(100).map {
      $0.split(separator: ",").map(String.init)
    }
    func write(_ range: Range<Int>, _ name: String) throws {
      let lines = range.map { index in
        let solubility = Double(rows[index][2]) ?? 0
        return "\(rows[index][1]),\(solubility > -2.5 ? 1 : 0),\(index % 3 == 0 ? "" : solubility > -4 ? "1" : "0")\n"
      }
      try workspace.write("smiles,soluble,lessSoluble\n" + lines.joined(), to: name)
    }
    try write(0..<70, "a.csv")
    try write(70..<100, "b.csv")
    let outcome = try evaluate(
      "--task", "classification", "--split", "files:a.csv,b.csv", "--mode", "probe", "--output", "model", "--json")
    #expect(outcome.code == 0, "\(outcome.message)")
    let report = try outcome.json()
    #expect(report["labels"] as? [String] == ["soluble", "lessSoluble"])
    let parts = try #require(report["parts"] as? [String: Int])
    #expect(parts["test"] == 30 && (parts["validation"] ?? 0) >= 6)
    let figures = try #require((report["results"] as? [[String: Any]])?.first?["figures"] as? [[String: Any]])
    #expect((figures.first?["labels"] as? [String: Double])?.keys.sorted() == ["lessSoluble", "soluble"])
    let answer = try workspace.acml("predict", "model", "--input", "b.csv", "--json").json()
    let row = try #require((answer["rows"] as? [[String: Any]])?.first?["predictions"] as? [String: [String: Double]])
    #expect(row.values.allSatisfy { (0...1).contains($0["value"] ?? -1) })
  }

  @Test
  func aSuiteIsOneTable() throws {
    let rows = try workspace.text("molecules.csv").split(separator: "\n").dropFirst().prefix(100).map {
      $0.split(separator: ",").dropFirst().joined(separator: ",")
    }
    try FileManager.default.createDirectory(at: workspace.url("sets"), withIntermediateDirectories: true)
    try workspace.write("smiles,logSolubility\n" + rows.joined(separator: "\n") + "\n", to: "sets/delaney.csv")
    let outcome = try workspace.acml(
      "evaluate", "runs/small", "--suite", "moleculenet", "sets", "--output", "table", "--epochs", "1", "--seeds", "1")
    #expect(outcome.code == 0, "\(outcome.message)")
    #expect(try workspace.text("table/suite.csv").hasPrefix("set,molecules,labels,figure,seeds,finetune,scratch,"))
    #expect(try workspace.text("table/suite.md").contains("| delaney | 100 | 1 | RMSE | 1 |"))
    #expect(workspace.exists("table/suite.json") && workspace.exists("table/delaney/model.json"))
    #expect(outcome.output.contains("not in the folder: freesolv, sider"))
  }

  static let faults: [(file: String, arguments: [String], code: Int32, message: String)] = [
    (
      "smiles,y\nCCO,1\nC,1\nCC,1\n", [], 65,
      "f.csv: all 3 labels of the column 'y' are 1; a classification needs both classes."
    ),
    (
      "smiles,y\nCCO,1\nC,toxic\n", ["--labels", "y"], 65,
      "f.csv:3: column 'y': 'toxic' is no label of a classification; expected 0 or 1, or nothing where it was not measured."
    ),
    (
      "smiles,y\nCCO,1\nC,toxic\n", [], 65,
      "f.csv: no column but that of the molecules holds numbers alone; name the labels with --labels. "
        + "The columns are 'smiles', 'y'."
    ),
    (
      "smiles,y\nCCO,1\n", ["--labels", "z"], 65,
      "f.csv: there is no column 'z'; did you mean 'y'? The columns are 'smiles', 'y'."
    ),
    ("smiles,y\nCCO,\nC,\n", ["--labels", "y"], 65, "f.csv: the column 'y' has no value in any usable row."),
    (
      "smiles,y,p\nCCO,1,train\nC,0,train\nCC,1,valid\nCCC,1,test\n", ["--labels", "y", "--split", "column:p"], 65,
      "f.csv: the part 'test' holds no column with both classes; choose another --split or label more molecules."
    ),
    (
      "smiles,y\nCCO,1\nC,0\n", ["--split", "stratified"], 64,
      "'stratified' is no split; expected scaffold, random, column:NAME, or files:TRAIN,TEST or files:TRAIN,VALID,TEST."
    ),
    (
      "smiles,y,p\nCCO,1,train\nC,0,train\nCC,1,valid\nCCC,1,test\nCCCC,0,test\n",
      ["--labels", "y", "--split", "column:p", "--output", "runs/small"], 73,
      "DIR/runs/small: the folder is not empty and holds no evaluation; choose another --output."
    ),
  ]

  @Test
  func badSetsAreToldInOneSentence() throws {
    for fault in Self.faults {
      try workspace.write(fault.file, to: "f.csv")
      let outcome = try workspace.start(
        ["evaluate", "runs/small", "--dataset", "f.csv", "--task", "classification"] + fault.arguments
      ).wait()
      let errors = outcome.message.split(separator: "\n").filter { $0.hasPrefix("error: ") }
      #expect(
        errors.map { String($0).replacing(workspace.folder.path, with: "DIR") } == ["error: " + fault.message],
        "\(outcome.message)")
      #expect(outcome.code == fault.code)
    }
  }

  @Test
  func noPipIsToldWithTheWayOut() throws {
    let outcome = try workspace.acml("data", "get", "moses", shell: "PATH=/nowhere; export PATH")
    #expect(outcome.code == 66)
    #expect(
      outcome.message.contains(
        "error: pip is not on this machine; install it (Debian: python3-pip), or fetch molsets-0.3.1-py3-none-any.whl"))
    #expect(!workspace.exists("data"))
    #expect(try workspace.acml("predict", "runs/small", "--input", "molecules.csv").message.contains("no model.json"))
  }
}
