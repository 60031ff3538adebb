import Experiments
import Foundation
import Testing

/// Figures against scikit-learn and SciPy; `reference/make_property_reference.py` says how those came to be.
struct PropertyMetricTests {
  private struct Case: Decodable {
    let task: PropertyTask
    let labels: [Float]
    let predictions: [Float]
    let figures: [String: Double]
  }

  @Test func figuresEqualTheReference() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "reference/metrics.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 7)
    for given in cases {
      #expect(Set(given.task.metrics.map(\.rawValue)) == Set(given.figures.keys))
      for metric in given.task.metrics {
        let value = try #require(metric(labels: given.labels, predictions: given.predictions))
        let expected = try #require(given.figures[metric.rawValue])
        // Labels and predictions are single precision; the figures are sums in double.
        #expect(abs(value - expected) <= 1e-6 * max(1, abs(expected)), "\(metric.rawValue): \(value), not \(expected)")
      }
    }
  }

  @Test func perfectAndReversedOrder() {
    let labels: [Float] = [0, 0, 1, 1]
    #expect(PropertyMetric.rocAUC(labels: labels, predictions: [1, 2, 3, 4]) == 1)
    #expect(PropertyMetric.rocAUC(labels: labels, predictions: [4, 3, 2, 1]) == 0)
    #expect(PropertyMetric.rocAUC(labels: labels, predictions: [5, 5, 5, 5]) == 0.5)
    // All at one threshold: precision is the share of class 1.
    #expect(PropertyMetric.prAUC(labels: labels, predictions: [5, 5, 5, 5]) == 0.5)
    #expect(PropertyMetric.spearman(labels: [1, 2, 3], predictions: [9, 8, 7]) == -1)
    // The mean of the labels explains nothing.
    #expect(PropertyMetric.r2(labels: [1, 2, 3], predictions: [2, 2, 2]) == 0)
  }

  @Test func meaninglessFiguresAreAbsent() {
    for metric in PropertyMetric.allCases { #expect(metric(labels: [], predictions: []) == nil) }
    #expect(PropertyMetric.rocAUC(labels: [1, 1], predictions: [0, 1]) == nil)
    #expect(PropertyMetric.prAUC(labels: [0, 0], predictions: [0, 1]) == nil)
    #expect(PropertyMetric.r2(labels: [2, 2], predictions: [0, 1]) == nil)
    #expect(PropertyMetric.spearman(labels: [1, 2], predictions: [3, 3]) == nil)
  }

  /// Missing labels are left out, and so are labels on which a figure has no meaning.
  @Test func meansGoOverKnownLabels() throws {
    let labels: [[Float]] = [[0, 1, .nan, 1], [1, 1, 1, 1], [.nan, 0, 1, .nan]]
    let predictions: [[Float]] = [[0, 1, -9, 2], [0, 1, 2, 3], [9, 1, 0, 9]]
    #expect(PropertyMetric.rocAUC.mean(labels: labels, predictions: predictions) == 0.5)
    #expect(PropertyMetric.rocAUC.mean(labels: [[1, 1]], predictions: [[0, 1]]) == nil)
  }

  @Test func valuesThatAreNoNumbersEndToo() {
    let figures = PropertyMetric.allCases.map { $0(labels: [0, 1, 1], predictions: [.nan, .nan, 1]) }
    #expect(figures.count == PropertyMetric.allCases.count)
  }
}
