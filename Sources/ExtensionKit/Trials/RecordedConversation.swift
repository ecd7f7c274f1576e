package import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers

/// A stored conversation as a script: what the person said, what the model answered, what tools said.
package struct RecordedConversation: Sendable {
    /// What the person said.
    package private(set) var messages: [String] = []
    /// What happened, one line each, as a replay writes it down.
    package private(set) var lines: [String] = []
    private(set) var replies: [ScriptedReply] = []
    private(set) var results: [ToolResult] = []

    /// Reads the agent's own turns; what was taken back, cut off or said by the runtime is left out.
    package init(_ stored: StoredConversation) {
        let own = Set(
            stored.turns.lazy.filter { $0.record.depth == 0 && !$0.isUndone }.map(\.record.id))
        var answer: String?
        func endTurn() {
            if let text = answer { lines.append("answer: \(text)") }
            answer = nil
        }
        for record in stored.messages where own.contains(record.turn) {
            switch record.origin {
            case .person:
                endTurn()
                messages.append(record.message.text)
                lines.append("person: \(record.message.text)")
            case .model:
                replies.append(ScriptedReply(replaying: record.message))
                for call in record.message.toolCalls {
                    lines.append("tool: \(call.name) \(Self.compact(call.arguments))")
                }
                answer = record.message.toolCalls.isEmpty ? record.message.text : nil
            case .tools:
                for result in record.message.toolResults {
                    results.append(result)
                    lines.append("tool \(result.isError ? "failed" : "answered"): \(result.text)")
                }
            case .intervention, .partial, .runtime, .summary: break
            }
        }
        endTurn()
        // Calls of one answer stand before their results in the store, and one by one in a replay.
        lines = Self.interleaved(lines)
    }

    /// The tools that were called, each of which says what it said then.
    func tools(except name: String) -> [any DynamicTool] {
        let queue = NIOLockedValueBox(results)
        return Set(results.map(\.name)).sorted().filter { !$0.hasPrefix("\(name)__") }.map {
            RecordedTool(name: $0, results: queue)
        }
    }

    /// The lines that say what people and tools saw, without the hook points.
    static func visible(_ lines: [String]) -> [String] {
        let kept = [
            "person: ", "tool: ", "tool answered: ", "tool failed: ", "answer: ", "the turn failed: ",
            "failure: ",
        ]
        return lines.filter { line in kept.contains { line.hasPrefix($0) } }
    }

    private static func compact(_ arguments: String) -> String {
        (try? JSONValue(parsing: arguments).text) ?? arguments  // what is no JSON is shown as it is
    }

    private static func interleaved(_ lines: [String]) -> [String] {
        var result: [String] = []
        var calls: [String] = []
        for line in lines {
            if line.hasPrefix("tool: ") {
                calls.append(line)
            } else if line.hasPrefix("tool "), !calls.isEmpty {
                result += [calls.removeFirst(), line]
            } else {
                result += calls + [line]
                calls = []
            }
        }
        return result + calls
    }
}

extension ScriptedReply {
    /// The answer that a stored message was.
    fileprivate init(replaying message: Message) {
        var steps: [Step] = message.text.isEmpty ? [] : [.event(.textDelta(message.text))]
        for (index, call) in message.toolCalls.enumerated() {
            steps.append(.event(.toolCallStarted(index: index, id: call.id, name: call.name)))
            steps.append(.event(.toolCallArguments(index: index, delta: call.arguments)))
        }
        self.init(steps)
    }
}

/// A tool that says again what it said in a stored conversation.
private struct RecordedTool: DynamicTool {
    let name: String
    let results: NIOLockedValueBox<[ToolResult]>

    var definition: ToolDefinition {
        ToolDefinition(name: name, description: "As it was stored.", parameters: ["type": "object"])
    }

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        let result = results.withLockedValue { results in
            results.firstIndex { $0.name == name }.map { results.remove(at: $0) }
        }
        guard let result else {
            throw ToolFailure("\(name) was not called as often when this was stored.")
        }
        if result.isError { throw ToolFailure(result.text) }
        return ToolOutput(result.text)
    }
}
