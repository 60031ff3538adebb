import ACML
import Chemistry
import Files
import Foundation
import Raman

/// Writes simulated spectra of the molecules of a table to stdout: `simulate-raman TABLE.csv [ROWS]`.
///
/// The table has the columns `id` and `smiles`. Rows that give no spectrum are counted on stderr.
@main
struct SimulateRaman {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    let limit = arguments.count == 2 ? arguments.last.flatMap { Int($0) } : .max
    guard let path = arguments.first, arguments.count <= 2, let limit, limit > 0 else {
      stop("usage: simulate-raman TABLE.csv [ROWS]", .usage)
    }
    do {
      let counts = try simulate(path, limit: limit)
      write("\(counts.spectra) simulated spectra, \(counts.others) rows without\n", to: .standardError)
    } catch {
      stop("error: \(error)", .data)
    }
  }

  private static func simulate(_ path: String, limit: Int) throws -> (spectra: Int, others: Int) {
    var table = try DelimitedTable(ByteSource(path: path), delimiter: UInt8(ascii: ","))
    guard let id = table.columns.firstIndex(of: "id"), let smiles = table.columns.firstIndex(of: "smiles") else {
      stop("error: \(path):1: found \(table.columns.joined(separator: ",")), expected the columns id and smiles", .data)
    }
    let simulator = RamanSimulator()
    var counts = (spectra: 0, others: 0)
    while counts.spectra + counts.others < limit, let row = try table.next() {
      guard row.fault == nil, let molecule = try? Molecule(smiles: row.values[smiles]),
        let spectrum = try? simulator.spectrum(of: molecule)
      else {
        counts.others += 1
        continue
      }
      write(simulator.record(spectrum, name: row.values[id], smiles: row.values[smiles]), to: .standardOutput)
      counts.spectra += 1
    }
    return counts
  }

  private static func write(_ text: String, to handle: FileHandle) { try? handle.write(contentsOf: Data(text.utf8)) }

  private static func stop(_ message: String, _ failure: FailureClass) -> Never {
    write(message + "\n", to: .standardError)
    exit(failure.exitCode)
  }
}
