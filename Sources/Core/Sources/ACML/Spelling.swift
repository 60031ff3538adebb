/// Finds what was probably meant by a misspelled word.
public enum Spelling {
  /// The candidate nearest to a word, if one is near enough to be a misspelling.
  ///
  /// Near enough means: at most a third of the word's letters changed, and at least one may be. Case doesn't count. Of
  /// several equally near candidates, the first in alphabetical order is taken.
  public static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased().unicodeScalars)
    let limit = max(1, letters.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in Set(candidates).sorted() {
      let other = Array(candidate.lowercased().unicodeScalars)
      // Also keeps a hostile word of megabytes from being compared letter by letter.
      guard abs(other.count - letters.count) <= limit else { continue }
      let distance = distance(letters, other)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
  }

  /// `; did you mean …?`, or nothing where no candidate is near.
  public static func hint(for word: String, in candidates: some Sequence<String>) -> String {
    nearest(to: word, in: candidates).map { "; did you mean `\($0)`?" } ?? ""
  }

  /// The number of letters inserted, deleted, replaced or swapped with their neighbour (optimal string alignment).
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
