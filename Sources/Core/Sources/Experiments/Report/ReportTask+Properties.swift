internal import Foundation

extension ReportTask {
  /// The tables of a folder that `acml evaluate` has written.
  /// - Throws: ``ReportError/noEvaluation(path:)``, ``RunError/damaged(path:reason:)``.
  static func evaluation(_ folder: URL) throws -> HTML {
    let suite = folder.appending(path: "suite.json")
    if exists(suite) {
      let report: PropertySuite.Report = try decode(suite)
      return .table(
        report.header, report.cells, caption: "\(report.suite.rawValue), \(report.run)",
        numeric: Set(1..<report.header.count))
    }
    struct Model: Decodable { let report: PropertyReport }
    let file = folder.appending(path: PropertyModel.file)
    guard exists(file) else { throw ReportError.noEvaluation(path: folder.path) }
    return table((try decode(file) as Model).report)
  }

  private static func table(_ report: PropertyReport) -> HTML {
    let rows = report.results.flatMap { result in
      result.figures.map { figure in
        [
          result.mode.rawValue, figure.metric.rawValue, figure.mean.formatted(digits: 4),
          figure.seeds.count > 1 ? figure.deviation.formatted(digits: 2) : "", "\(figure.seeds.count)",
        ]
      }
    }
    return .table(
      ["mode", "figure", "test", "deviation", "seeds"], rows,
      caption: "\(report.labels.joined(separator: ", ")) of \(report.dataset), \(report.split) split, \(report.run)",
      numeric: [2, 3, 4])
  }
}
