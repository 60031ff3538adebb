/// What a JCAMP-DX header says of the axes of a table.
struct JCAMPAxes {
  /// In the file's own words; empty where it says nothing.
  var units: (x: String, y: String)
  /// What the numbers of the table are to be multiplied by.
  var factors: (x: Double, y: Double)
  /// Abscissae of the first and the last point, and the distance between two.
  var (first, last, step): (Double?, Double?, Double?)
  /// The decimal mark: a point, or a comma in files of some programs.
  var mark: UInt8
}
