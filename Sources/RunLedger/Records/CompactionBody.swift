import AgentRuntime
import Foundation

/// What a compaction's row holds beside its columns.
struct CompactionBody: Codable {
    var parts: [CompactedPart]
    var tokensBefore: Int
    var tokensAfter: Int

    init(_ record: CompactionRecord) {
        parts = record.parts
        tokensBefore = record.tokensBefore
        tokensAfter = record.tokensAfter
    }

    init(parsing bytes: UnsafeRawBufferPointer) throws {
        do { self = try JSONDecoder().decode(Self.self, from: Data(bytes)) } catch {
            throw LedgerError(.damaged, "The ledger holds a compaction that cannot be read. Run `farthing doctor`.")
        }
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
