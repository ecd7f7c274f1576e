import AgentRuntime
import ExactJSON
import Money
import Terminal

/// Conversations as a table for people.
enum ConversationTable {
    static func rendered(_ summaries: [ConversationSummary], output: TerminalOutput, now: Timestamp) -> String {
        var table = Table([.init("conversation"), .init("last"), .number("turns"), .number("cost"), .init("about")])
        for summary in summaries {
            let about = summary.record.title ?? summary.opening
            table.add([
                summary.record.id.text, age(now - summary.updatedAt), "\(summary.turns)", summary.cost.formatted,
                summary.isInterrupted ? "\(about) (interrupted)" : about,
            ])
        }
        return table.rendered(width: output.columns, palette: output.palette)
    }

    static func age(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        return switch seconds {
        case ..<60: "just now"
        case ..<3600: "\(seconds / 60) min ago"
        case ..<86_400: "\(seconds / 3600) h ago"
        default: "\(seconds / 86_400) d ago"
        }
    }
}

extension ConversationSummary {
    /// The object that `--json` prints; times in seconds since 1970.
    var json: JSONValue {
        [
            "id": .string(record.id.text), "started_at": JSONValue(Int(record.startedAt.microseconds / 1_000_000)),
            "updated_at": JSONValue(Int(updatedAt.microseconds / 1_000_000)), "turns": JSONValue(turns),
            "cost_usd": .string(cost.description), "title": record.title.map { .string($0) } ?? .null,
            "opening": .string(opening), "interrupted": .bool(isInterrupted),
        ]
    }
}
