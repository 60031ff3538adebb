internal import Foundation

/// All that a report says of one run.
struct ReportedRun {
  /// The experiment's name, or the folder where names are the same.
  let name: String
  let run: TrainedRun
  let record: RunRecord
  let configuration: String
  /// The columns of `metrics.csv`, epoch by epoch.
  let metrics: [String: [Double]]
  let summary: RunSummary?
  let retrieval: RetrievalTask.Report
  /// `nil` where no molecules of the test part are isomers.
  let isomers: IsomerTask.Report?
  let explanation: Explanation

  /// Numbers of `metrics.csv`; a cell that is no number is left out with its line.
  static func metrics(_ file: URL) throws -> [String: [Double]] {
    guard exists(file) else { return [:] }
    let stream = try RecordStream(opening: file, format: .csv)
    var columns = Dictionary(stream.columns.map { ($0, [Double]()) }) { first, _ in first }
    while let record = try stream.next() {
      let numbers = record.values.map { Double($0) }
      guard record.fault == nil, numbers.count == stream.columns.count else { continue }
      for (name, number) in zip(stream.columns, numbers) { columns[name]?.append(number ?? .nan) }
    }
    return columns
  }
}
