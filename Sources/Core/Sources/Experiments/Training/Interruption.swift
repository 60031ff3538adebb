public import ACML
internal import Foundation
internal import Synchronization

/// A request of the user, by Ctrl-C or a termination signal, to stop at the next safe place.
public enum Interruption {
  private static let flag = Atomic<Bool>(false)

  /// Begins to listen for SIGINT and SIGTERM. The second signal ends the process at once.
  public static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        Interruption.flag.store(true, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }

  public static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Throws ``Interrupted`` if a stop was asked for.
  public static func check() throws {
    if isRequested { throw Interrupted() }
  }
}

/// The work was stopped by the user.
public struct Interrupted: ClassifiedError, Equatable {
  /// What was saved and how to go on, if anything was.
  public var advice: String?

  public init(advice: String? = nil) { self.advice = advice }

  public var failureClass: FailureClass { .interrupted }
  public var description: String { ["interrupted", advice].compactMap { $0 }.joined(separator: "; ") }
}
