/// Why a record can't be read; the readers turn it into a rejected entry.
struct RecordFault: Error, Equatable {
  var reason: String

  init(_ reason: String) { self.reason = reason }

  /// - Parameter line: where in the file, counted from 1.
  init(line: Int, _ reason: String) { self.reason = "line \(line): \(reason)" }
}
