import LanguageModels
import NIOConcurrencyHelpers

/// The text of the tools of the last request, for the next one: they seldom change, and are much of a small request.
final class EncodedTools: Sendable {
    private struct Entry {
        var tools: [ToolDefinition]
        var bytes: [UInt8]
    }

    private let last = NIOLockedValueBox<Entry?>(nil)

    /// Returns the tools' text, made by the closure unless the last tools were the same.
    func bytes(_ tools: [ToolDefinition], encode: () -> [UInt8]) -> [UInt8] {
        // Outside the lock: comparing is quick for the same array and not for an equal one.
        if let entry = last.withLockedValue({ $0 }), entry.tools == tools { return entry.bytes }
        let entry = Entry(tools: tools, bytes: encode())
        last.withLockedValue { $0 = entry }
        return entry.bytes
    }
}
