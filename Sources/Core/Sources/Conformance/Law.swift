/// What a component of a plugin owes the program. The names stand in reports and in scripts, so they stay.
public enum Law: String, CaseIterable, Codable, Sendable {
  case settings
  case builds
  case shape
  case finite
  case distinct
  case deterministic
  case batch
  case atomOrder = "atom-order"
  case smallGraphs = "small-graphs"
  case gradient
  case pure
  case threads
  case saving
  case failures
  case payload
  case reader
  case pairs
  case duplicates
  case extremes
  case memory

  /// The law in one sentence.
  public var sentence: String {
    switch self {
    case .settings: "settings written out in full read back as the same, and a misspelled one is refused"
    case .builds: "the default settings make a component that works"
    case .shape: "the result has the promised shape: one row for each input, as wide as announced"
    case .finite: "every value is finite, and no row is empty or all zeros"
    case .distinct: "different inputs give different results"
    case .deterministic: "the same input, weights and seed give the same bits"
    case .batch: "a result depends neither on the other members of the batch nor on the place in it"
    case .atomOrder: "the order of a molecule's atoms doesn't matter"
    case .smallGraphs: "single atoms and molecules without bonds are encoded and trained on like any other"
    case .gradient: "the gradient is that of the value, for every parameter"
    case .pure: "use leaves the weights and the state as they were"
    case .threads: "calls from any thread, also several at once, give the same bits"
    case .saving: "what was saved and loaded is the same"
    case .failures: "a sample that can't be encoded ends as a failure of its own, and the others are encoded"
    case .payload: "a measurement is restored from its bytes, and damaged bytes are refused"
    case .reader: "every record of a file is read or refused with its line, and damaged files end in an error"
    case .pairs: "partners that agree cost less than partners that don't, in whatever order"
    case .duplicates: "pairs of the same compound are left out"
    case .extremes: "lone pairs, equal rows and rows of zeros cost something finite"
    case .memory: "the same call over and over takes no more memory"
    }
  }
}

/// What came of one law on one input.
public struct Finding: Codable, Sendable, Equatable {
  public enum Outcome: Codable, Sendable, Equatable {
    /// The law holds; perhaps a figure beside it.
    case kept(String?)
    /// The law is broken, and how.
    case broken(String)
    /// Why the law could not be examined.
    case notExamined(String)
  }

  public let law: Law
  /// What the law was tried on: a SMILES, a batch, a setting.
  public let input: String
  public let outcome: Outcome

  public init(law: Law, input: String, outcome: Outcome) {
    self.law = law
    self.input = input
    self.outcome = outcome
  }

  public var isBroken: Bool { if case .broken = outcome { true } else { false } }
}

/// A speed or a size, which no law is about.
public struct Figure: Codable, Sendable, Equatable {
  public let name: String
  public let value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// What an examination tells while it goes on. A crash or a hang lies between `began` and `ended`.
public enum ConformanceEvent: Codable, Sendable, Equatable {
  case began(Law, input: String)
  case ended(Finding)
  case measured(Figure)
}
