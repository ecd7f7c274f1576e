import AgentRuntime
import LanguageModels

/// Histories that conversations could have, and some that they could not: mixed scripts, broken JSON, giant messages,
/// calls without results, nothing but results.
struct RandomHistory {
    private var state: UInt64

    init(seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func number(_ limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % max(1, limit)
    }

    private mutating func text() -> String {
        let kinds = [
            "We talked about the weather and the road.", "The code of site 12 is QX-7039.",
            "Die Straße ist 14 km lang.",
            "温度は二十三度です。今日は雨が降る。", "{\"id\": \"A7\", \"rows\": [1, 2, ", "🦊🦊🦊", "Remember that Anna comes on Monday!",
            "see https://example.org/a?b=3 for more", "\t", "Привет, как дела?",
        ]
        let count = number(12) == 0 ? 200 + number(600) : 1 + number(30)
        return (0..<count).map { _ in kinds[number(kinds.count)] }.joined(separator: number(2) == 0 ? " " : "\n")
    }

    /// A history in which every result follows its call.
    mutating func entries() -> [HistoryEntry] {
        var entries: [HistoryEntry] = []
        func add(_ turn: Int, _ origin: MessageRecord.Origin, _ role: Message.Role, _ content: [ContentPart]) {
            entries.append(
                HistoryEntry(
                    id: MessageID("m\(entries.count)"), turn: TurnID("t\(turn)"), origin: origin,
                    message: Message(role: role, content: content)))
        }
        for turn in 0..<number(30) {
            let image: [ContentPart] = number(9) == 0 ? [.image(.url("https://example.org/\(turn)"))] : []
            add(turn, .person, .user, [.text(text())] + image)
            for _ in 0..<number(4) {
                let ids = (0...number(2)).map { "c\(entries.count)-\($0)" }
                add(
                    turn, .model, .assistant,
                    [.text(text())]
                        + ids.map { .toolCall(ToolCall(id: $0, name: "look", arguments: "{\"q\": \(turn)}")) })
                // A turn that was cut off leaves a call without its result.
                if number(12) == 0 { break }
                add(
                    turn, .tools, .tool,
                    ids.map { .toolResult(ToolResult(callID: $0, name: "look", text: text())) })
            }
            add(turn, .model, .assistant, [.text(text())])
        }
        return entries
    }
}
