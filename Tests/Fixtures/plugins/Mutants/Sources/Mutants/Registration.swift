public import ACML

/// A graph encoder for each fault, by the fault's name; `gin` is taken.
public func register(in registry: Registry) {
  for fault in Fault.allCases {
    registry.graphEncoder("mutant-\(fault.rawValue)", summary: "faulty: \(fault.rawValue)", settings: NoSettings.self) {
      Mutant(fault, $1)
    }
  }
}
