import AgentRuntime
import ExactJSON
import Money

/// The token buckets of a usage as columns, and the rest of it as JSON.
enum UsageColumns {
    /// The columns, in the order in which statements name them.
    static let names = [
        "input", "cache_read", "cache_write_5m", "cache_write_1h", "cache_write_12h", "output", "reasoning",
        "audio_input", "audio_cache_read", "audio_output", "image_input", "image_output",
    ]

    /// `a, b, c` for a list of columns, each with `prefix` before it.
    static func list(prefix: String = "") -> String { names.map { prefix + $0 }.joined(separator: ", ") }

    static let count = Int32(names.count)

    static func values(_ usage: Usage) -> [Int] {
        [
            usage.input, usage.cacheRead, usage.cacheWrite5m, usage.cacheWrite1h, usage.cacheWrite12h, usage.output,
            usage.reasoning, usage.audioInput, usage.audioCacheRead, usage.audioOutput, usage.imageInput,
            usage.imageOutput,
        ]
    }

    /// The columns from `first` on.
    static func read(_ row: PreparedStatement, from first: Int32) -> Usage {
        Usage(
            input: row.int(first), cacheRead: row.int(first + 1), cacheWrite5m: row.int(first + 2),
            cacheWrite1h: row.int(first + 3), cacheWrite12h: row.int(first + 4), output: row.int(first + 5),
            reasoning: row.int(first + 6), audioInput: row.int(first + 7), audioCacheRead: row.int(first + 8),
            audioOutput: row.int(first + 9), imageInput: row.int(first + 10), imageOutput: row.int(first + 11))
    }

    /// What is not counted in tokens; nil when there is nothing.
    static func encodeOther(_ usage: Usage) -> String? {
        guard !usage.serverTools.isEmpty || !usage.units.isEmpty else { return nil }
        var object = JSONObject()
        if !usage.serverTools.isEmpty { object["server_tools"] = counts(usage.serverTools) }
        if !usage.units.isEmpty { object["units"] = counts(usage.units) }
        return JSONValue.object(object).text
    }

    static func decodeOther(_ text: String?, into usage: inout Usage) throws {
        guard let text else { return }
        let value = try JSONValue(parsing: text)
        for member in value["server_tools"]?.objectValue ?? JSONObject() {
            usage.serverTools[ServerTool(rawValue: member.key)] = member.value.intValue
        }
        for member in value["units"]?.objectValue ?? JSONObject() {
            usage.units[BilledUnit(rawValue: member.key)] = member.value.intValue
        }
    }

    private static func counts<Kind: RawRepresentable & Hashable>(_ counts: [Kind: Int]) -> JSONValue
    where Kind.RawValue == String {
        .object(
            JSONObject(counts.map { ($0.key.rawValue, JSONValue($0.value)) }.sorted { $0.0 < $1.0 }))
    }
}
