public import ACML
public import Tensors

/// How the states of a molecule's atoms become one vector.
public enum Pooling: String, CaseIterable, SettingValue {
  case sum, mean, max

  /// - Parameters:
  ///   - states: shape `[atoms, columns]`.
  ///   - molecules: the atoms of each molecule.
  /// - Returns: shape `[molecules, columns]`.
  public func callAsFunction(_ states: Tensor, _ molecules: Segments) throws -> Tensor {
    switch self {
    case .sum: try states.segmentSum(molecules)
    case .mean: try states.segmentMean(molecules)
    case .max: try states.segmentMax(molecules)
    }
  }
}
