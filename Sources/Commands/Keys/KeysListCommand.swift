import AgentRuntime
package import ArgumentParser
import ExactJSON
import HTTPAPI
import Terminal

/// `farthing keys list`: what is known of the keys, never the keys.
package struct KeysListCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The keys, without the keys.")

    @OptionGroup var options: KeysOptions

    package init() {}

    package func run() async throws {
        try await options.withKeys { keys, _, output in
            let entries = try keys.entries()
            let now = SystemClock().now
            if options.json {
                for entry in entries { try output.writeLine(Self.json(entry, now).text) }
            } else if entries.isEmpty {
                try output.writeLine("There are no keys. `farthing keys create NAME` makes one.")
            } else {
                for entry in entries {
                    var words = [entry.name, entry.role.rawValue, entry.models?.joined(separator: ",") ?? "all models"]
                    if let most = entry.requestsPerMinute { words.append("\(most) requests a minute") }
                    if let end = entry.expiresAt { words.append(end <= now ? "expired" : "expires \(Self.day(end))") }
                    try output.writeLine(words.joined(separator: "  "))
                }
            }
        }
    }

    private static func day(_ time: Timestamp) -> String {
        let date = TimeZoneRules.utc.date(at: time)
        return "\(date.year)-\(date.month < 10 ? "0" : "")\(date.month)-\(date.day < 10 ? "0" : "")\(date.day)"
    }

    private static func json(_ entry: KeyEntry, _ now: Timestamp) -> JSONValue {
        [
            "name": .string(entry.name), "role": .string(entry.role.rawValue),
            "models": entry.models.map { .array($0.map { .string($0) }) } ?? .null,
            "requests_per_minute": entry.requestsPerMinute.map { JSONValue($0) } ?? .null,
            "created_at": JSONValue(Int(entry.createdAt.microseconds / 1_000_000)),
            "expires_at": entry.expiresAt.map { JSONValue(Int($0.microseconds / 1_000_000)) } ?? .null,
            "is_expired": .bool(entry.expiresAt.map { $0 <= now } ?? false),
        ]
    }
}
