import AgentRuntime
import LanguageModels

/// What a turn was about, for the model that reads it for memories: what was asked, which tools ran, and the answer.
struct TurnText {
    /// The longest part of each, in characters, so that it fits a small model's context.
    private static let longest = 6000
    private static let longestResult = 300

    let text: String
    /// The final answer.
    let answer: String
    /// Characters of the question and the answer.
    let count: Int

    init(_ state: LoopState) {
        let question = String(state.userMessage.text.prefix(Self.longest))
        answer = String(state.lastResponse.prefix(Self.longest))
        count = question.count + answer.count
        var steps: [String] = []
        for entry in state.history where entry.turn == state.turn {
            for call in entry.message.toolCalls { steps.append("called \(call.name) \(call.arguments.prefix(200))") }
            // The beginning of a result is enough to tell how it went; the rest is others' text.
            for result in entry.message.toolResults {
                steps.append("\(result.name) answered: \(result.text.prefix(Self.longestResult))")
            }
        }
        let shown = steps.suffix(40).joined(separator: "\n")
        text =
            "<question>\n\(question)\n</question>\n" + (shown.isEmpty ? "" : "<steps>\n\(shown)\n</steps>\n")
            + "<answer>\n\(answer)\n</answer>"
    }
}
