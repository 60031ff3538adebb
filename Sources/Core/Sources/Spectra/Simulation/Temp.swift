internal import Chemistry
extension SpectrumSimulator {
  static func electronIonization(_ s: MolecularStructure) throws(SimulationError) -> MassSpectrum { throw .noFragment }
  static func tandemMass(_ s: MolecularStructure, collisionEnergy: Double) throws(SimulationError) -> MassSpectrum { throw .noFragment }
}
