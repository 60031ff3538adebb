public import ACML

/// Doesn't live to register anything.
public func register(in registry: Registry) {
  let empty: [Int] = []
  print(empty[registry.problems.count])
}
