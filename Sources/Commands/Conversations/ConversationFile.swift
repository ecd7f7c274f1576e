import AgentRuntime
import ExactJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A conversation as a file: one fact a line, JSON.
enum ConversationFile {
    /// Larger files are refused, in bytes.
    static let limit = 1 << 30

    /// The lines of some facts.
    static func lines(of facts: [LedgerFact]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for fact in facts {
            lines.append(try encoder.encode(fact))
            lines.append(UInt8(ascii: "\n"))
        }
        return lines
    }

    /// Writes facts to a file, whole or not at all.
    static func write(_ facts: [LedgerFact], to path: String) throws {
        try lines(of: facts).write(to: URL(filePath: path), options: .atomic)
    }

    /// Reads the facts of a file.
    ///
    /// - Throws: `LedgerError.malformedImport` with the line.
    static func read(_ data: Data) throws -> [LedgerFact] {
        guard data.count <= limit else {
            throw LedgerError(.malformedImport, "The file has more than \(limit) bytes: split it by conversation.")
        }
        var facts: [LedgerFact] = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            do {
                let value = try JSONValue(parsing: line)
                facts.append(try JSONValueDecoder().decode(LedgerFact.self, from: value))
            } catch {
                throw LedgerError(
                    .malformedImport,
                    "Line \(index + 1) is not a line of `farthing conversations export`: \(error). Nothing was imported."
                )
            }
        }
        return facts
    }
}
