import Foundation
import Testing

/// What the command accepts, as it tells itself: for command lines that are too long to be run in a test.
struct CommandGrammar {
  private struct Description: Decodable { let command: Command }

  private struct Command: Decodable {
    let commandName: String
    let subcommands: [Command]?
    let arguments: [Argument]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable { let kind, name: String }
    let kind: String
    let names: [Name]?
    let isOptional, isRepeating: Bool
  }

  private let root: Command

  init(_ workspace: Workspace) throws {
    let outcome = try workspace.start(["--experimental-dump-help"]).wait()
    root = try JSONDecoder().decode(Description.self, from: Data(outcome.output.utf8)).command
  }

  /// Why a command line can't be parsed; `nil` where it can.
  /// - Parameter words: what follows the name of the program.
  func fault(in words: [String]) -> String? {
    var (command, rest) = (root, words[...])
    while let subcommands = command.subcommands?.filter({ $0.commandName != "help" }), !subcommands.isEmpty {
      guard let next = subcommands.first(where: { $0.commandName == rest.first }) else {
        return "`\(command.commandName)` has no subcommand `\(rest.first ?? "")`"
      }
      (command, rest) = (next, rest.dropFirst())
    }
    let arguments = command.arguments ?? []
    let positional = arguments.filter { $0.kind == "positional" }
    var count = 0
    while let word = rest.popFirst() {
      guard word.hasPrefix("-") else {
        count += 1
        continue
      }
      let name = word.drop { $0 == "-" }.prefix { $0 != "=" }
      let argument = arguments.first { $0.names?.contains { $0.name == name } == true }
      guard let argument else { return "`\(command.commandName)` has no option `\(word)`" }
      if argument.kind == "option", !word.contains("="), rest.popFirst() == nil { return "`\(word)` lacks its value" }
    }
    let isUnlimited = positional.contains(where: \.isRepeating)
    if count < positional.filter({ !$0.isOptional }).count || (count > positional.count && !isUnlimited) {
      return "`\(command.commandName)` doesn't take \(count) arguments"
    }
    return nil
  }
}
