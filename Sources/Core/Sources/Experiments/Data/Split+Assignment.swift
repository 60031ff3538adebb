internal import Tensors

extension Split {
  /// In which order groups are shared out.
  public enum GroupOrder: Sendable {
    /// Largest group first; of equal ones, that which begins later in the file.
    case largestFirst
    /// At random, as the stream gives it.
    case shuffled(seed: UInt64)
  }

  /// Shares rows out so that rows of equal key stay together.
  ///
  /// Groups are taken in order and each goes to the training part if that stays within its fraction, else to the
  /// validation part if training and validation stay within theirs together, else to the test part. With
  /// ``GroupOrder/largestFirst`` and scaffolds as keys this is the scaffold split of DeepChem, which OGB and MoleculeNet
  /// benchmarks use, order of ties included.
  /// - Returns: one part a key.
  public static func assign(keys: [String], fractions: Fractions, order: GroupOrder) -> [Part] {
    var groups: [[Int]] = []
    var groupOf: [String: Int] = [:]
    for (row, key) in keys.enumerated() {
      if let group = groupOf[key] {
        groups[group].append(row)
      } else {
        groupOf[key] = groups.count
        groups.append([row])
      }
    }
    switch order {
    case .largestFirst: groups.sort { ($0.count, $0[0]) > ($1.count, $1[0]) }
    case .shuffled(let seed):
      groups = RandomStream(seed: seed, name: "split").permutation(groups.count).map { groups[$0] }
    }

    // The margin undoes rounding: 0.7 + 0.1 of 10 rows are 8, not 7.999….
    let margin = 1e-9 * Double(keys.count)
    let trainLimit = fractions.train * Double(keys.count) + margin
    let validationLimit = (fractions.train + fractions.validation) * Double(keys.count) + margin
    var parts = Array(repeating: Part.test, count: keys.count)
    var (trainCount, validationCount) = (0, 0)
    for group in groups {
      let part: Part
      if Double(trainCount + group.count) <= trainLimit {
        part = .train
        trainCount += group.count
      } else if Double(trainCount + validationCount + group.count) <= validationLimit {
        part = .validation
        validationCount += group.count
      } else {
        part = .test
      }
      for row in group { parts[row] = part }
    }
    return parts
  }
}
