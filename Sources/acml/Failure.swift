import ACML
import ArgumentParser
import Chemistry
import Experiments
import Foundation
import NeuralNetworks
import Tensors

/// The end of a command that could not do its work: one message on stderr, and the exit code of the fault's class.
enum Failure {
  static func exit(with error: any Error) -> Never {
    guard let failureClass = failureClass(of: error) else { ACMLCommand.exit(withError: error) }
    Standard.error.write("error: \(error)\n")
    Foundation.exit(failureClass.exitCode)
  }

  /// `nil` for what the argument parser has to say itself: help, and faults of usage.
  private static func failureClass(of error: any Error) -> FailureClass? {
    switch error {
    case let error as any ClassifiedError: error.failureClass
    case is TensorError: .internal
    case let error as SafetensorsError: if case .system = error.reason { .inputOutput } else { .data }
    case let error as PyTorchFileError: if case .system = error.reason { .inputOutput } else { .data }
    case is LoadReport, is MoleculeError: .data
    case is ExitCode, is ValidationError, is CleanExit: nil
    case let error where ACMLCommand.exitCode(for: error) == .validationFailure: nil
    default: "\(type(of: error))".hasPrefix("CommandError") ? nil : .internal
    }
  }
}

/// The standard streams.
struct Standard: TextOutputStream {
  private let handle: FileHandle

  static var error: Standard { Standard(handle: .standardError) }
  static var output: Standard { Standard(handle: .standardOutput) }

  func write(_ string: String) { try? handle.write(contentsOf: Data(string.utf8)) }

  /// Prints one value as the only JSON object on stdout.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    output.write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }
}
