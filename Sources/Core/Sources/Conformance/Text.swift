internal import Foundation

/// A number with four digits.
func short(_ value: Double) -> String { String(format: "%.4g", value) }

func percent(_ share: Double) -> String { String(format: "%.2g %%", 100 * share) }

/// A list for a report, cut where it is long.
func list(_ items: [String]) -> String {
  items.prefix(4).joined(separator: " ") + (items.count > 4 ? " … (\(items.count))" : "")
}
