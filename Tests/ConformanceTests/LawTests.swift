import ACML
import Conformance
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// Each law fails by its name where it is broken, and no other does.
struct LawTests {
  private let catalog: PluginCatalog = {
    let registry = Registry()
    registry.graphEncoder("graph", summary: "", settings: DoubleSettings.self) {
      GraphEncoderDouble($0.fault, $1)
    }
    registry.graphEncoder("forgetful", summary: "", settings: ForgetfulSettings.self) {
      GraphEncoderDouble(.none, $1)
    }
    registry.graphEncoder("unmade", summary: "", settings: NoSettings.self) { _, _ in throw NotMade() }
    registry.objective("objective", summary: "", settings: ObjectiveDoubleSettings.self) { settings, _ in
      ObjectiveDouble(settings)
    }
    for fault in ModalityFault.allCases {
      registry.modalityEncoder(
        "encoder-\(fault.rawValue.lowercased())", modality: "letters", summary: "",
        settings: ModalityDoubleSettings.self,
        load: { folder, _ in try ModalityEncoderDouble.load(folder, fault) },
        pretraining: Pretraining(settings: NoSettings.self) { settings, _, _, context in
          AtomCountTask(settings, random: context.random)
        })
    }
    return registry.freeze()
  }()

  private func broken(_ id: String, _ fault: String? = nil) throws -> Set<Law> {
    var options = ConformanceCheck.Options()
    options.settings = fault.map {
      SettingNode(.mapping([SettingEntry("fault", SettingNode(.scalar(SettingScalar($0))))]))
    }
    let findings = try ConformanceCheck(id, in: catalog, options: options).run()
    #expect(!findings.isEmpty)
    var laws = Set(findings.filter(\.isBroken).map(\.law))
    // Other tests run beside: memory is judged only where the fault is about it.
    if fault != "hoarding" { laws.remove(.memory) }
    return laws
  }

  private static let graphFaults: [(GraphFault, Set<Law>)] = [
    (.none, []), (.narrow, [.shape]), (.notANumber, [.finite]), (.constant, [.distinct, .gradient]),
    (.fickle, [.deterministic]), (.batchMean, [.batch]), (.position, [.atomOrder]),
    (.bondsNeeded, [.smallGraphs, .batch]), (.cutGradient, [.gradient]), (.counting, [.pure]),
    (.hiddenState, [.saving]), (.threadBound, [.threads]), (.hoarding, [.memory]),
  ]

  @Test(arguments: graphFaults)
  func graphEncoders(_ fault: GraphFault, _ laws: Set<Law>) throws {
    let found = try broken("graph", fault.rawValue)
    // What answers differently every time may by chance break other laws too.
    #expect(fault == .fickle ? found.isSuperset(of: laws) : found == laws)
  }

  @Test func settingsThatForget() throws { #expect(try broken("forgetful") == [.settings]) }

  @Test func whatCannotBeMade() throws { #expect(try broken("unmade") == [.builds]) }

  private static let encoderFaults: [(ModalityFault, Set<Law>)] = [
    (.none, []), (.rowForBad, [.failures]), (.unsorted, [.shape]), (.zeroRow, [.finite]), (.batchMean, [.batch]),
    (.sharedWeights, [.pure]), (.newFingerprint, [.deterministic]), (.recorded, [.shape]), (.cutGradient, [.gradient]),
    (.fickle, [.deterministic]),
  ]

  @Test(arguments: encoderFaults)
  func modalityEncoders(_ fault: ModalityFault, _ laws: Set<Law>) throws {
    #expect(try broken("encoder-\(fault.rawValue.lowercased())", fault.rawValue) == laws)
  }

  private static let objectiveFaults: [(ObjectiveFault, Set<Law>)] = [
    (.none, []), (.vector, [.shape]), (.repelling, [.pairs]), (.cutGradient, [.gradient]),
    (.duplicatesCounted, [.duplicates]), (.fragile, [.extremes]), (.fickle, [.deterministic]),
  ]

  @Test(arguments: objectiveFaults)
  func objectives(_ fault: ObjectiveFault, _ laws: Set<Law>) throws {
    #expect(try broken("objective", fault.rawValue) == laws)
  }

  @Test func aFindingNamesWhatTheLawWasBrokenOn() throws {
    var options = ConformanceCheck.Options()
    options.settings = SettingNode(
      .mapping([SettingEntry("fault", SettingNode(.scalar(SettingScalar("position"))))]))
    let findings = try ConformanceCheck("graph", in: catalog, options: options).run()
    let finding = try #require(findings.first { $0.law == .atomOrder })
    #expect(finding.input == "CC(=O)Oc1ccccc1C(=O)O and OC(=O)c1c(OC(C)=O)cccc1")
  }
}
