public import ACML
public import Tensors

/// How the states of a molecule's atoms become one vector.
public enum Pooling: String, CaseIterable, SettingValue {
  case sum, mean, max
  /// The mean and, beside it, a tenth of the sum, which is of about the same size: what atoms there are, and how many.
  case meanSum = "mean-sum"

  /// Width of the vector over that of a state.
  var width: Int { self == .meanSum ? 2 : 1 }

  /// - Parameters:
  ///   - states: shape `[atoms, columns]`.
  ///   - molecules: the atoms of each molecule.
  /// - Returns: shape `[molecules, columns]`, or twice as many columns for ``meanSum``.
  public func callAsFunction(_ states: Tensor, _ molecules: Segments) throws -> Tensor {
    switch self {
    case .sum: try states.segmentSum(molecules)
    case .mean: try states.segmentMean(molecules)
    case .max: try states.segmentMax(molecules)
    case .meanSum:
      try .concatenatedColumns([states.segmentMean(molecules), states.segmentSum(molecules).scaled(by: 0.1)])
    }
  }
}
