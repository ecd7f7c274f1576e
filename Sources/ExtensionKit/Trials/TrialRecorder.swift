package import AgentRuntime
import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers

/// Stands before and behind the extension under test at every point, and writes down what fired and what it changed
/// there.
package final class TrialRecorder: Extension {
    package let manifest = ExtensionManifest(
        name: "trial", summary: "Writes down what happens.", order: 0)
    /// Without it the trace would have holes.
    package var isGuard: Bool { true }

    private struct State {
        var lines: [String] = []
        var repeats = 0
        /// The payloads that are being edited, innermost last.
        var open: [(point: HookPoint, payload: JSONValue)] = []
    }
    private let state = NIOLockedValueBox(State())

    package init() {}

    /// What was written down so far.
    package var lines: [String] {
        state.withLockedValue { state in state.lines + Self.repeatLine(state.repeats) }
    }

    /// Writes a line down. Of equal lines that follow one another the first is written, and how many there were.
    package func note(_ line: String) {
        state.withLockedValue { state in
            if state.lines.last == line {
                state.repeats += 1
                return
            }
            state.lines += Self.repeatLine(state.repeats)
            state.repeats = 0
            state.lines.append(line)
        }
    }

    private static func repeatLine(_ repeats: Int) -> [String] {
        repeats == 0 ? [] : ["  (\(repeats + 1) times)"]
    }

    package func register(in hooks: inout Hooks, for run: Run) {
        watch(&hooks.agentInit)
        watch(&hooks.conversationStart)
        watch(&hooks.monologueStart)
        watch(&hooks.monologueEnd)
        watch(&hooks.messageLoopStart)
        watch(&hooks.messageLoopEnd)
        watch(&hooks.messageLoopPromptsBefore)
        watch(&hooks.systemPrompt)
        watch(&hooks.messageLoopPromptsAfter)
        watch(&hooks.beforeMainLLMCall)
        watch(&hooks.chatModelCallBefore)
        watch(&hooks.chatModelCallAfter)
        watch(&hooks.utilModelCallBefore)
        watch(&hooks.utilModelCallAfter)
        watch(&hooks.browserModelCallBefore)
        watch(&hooks.browserModelCallAfter)
        watch(&hooks.embeddingCallBefore)
        watch(&hooks.embeddingCallAfter)
        watch(&hooks.contextOverflow)
        watch(&hooks.modelCall)
        watch(&hooks.modelAttempt)
        watch(&hooks.toolCall)
        watch(&hooks.reasoningStreamChunk)
        watch(&hooks.responseStreamChunk)
        watch(&hooks.reasoningStreamEnd)
        watch(&hooks.responseStreamEnd)
        watch(&hooks.histAddBefore)
        watch(&hooks.histAddToolResult)
        watch(&hooks.toolExecuteBefore)
        watch(&hooks.toolExecuteAfter)
        watch(&hooks.toolOutputUpdate)
        watch(&hooks.errorFormat)
        watch(&hooks.usageRecorded)
        watch(&hooks.budgetThreshold)
        watch(&hooks.budgetExhausted)
        watch(&hooks.routeDecided)
        watch(&hooks.answerJudged)
        watch(&hooks.processChainEnd)
    }

    private func watch<Payload: Encodable>(_ hook: inout Hook<Payload>) {
        let point = hook.point
        hook.add(order: .min, onFailure: .propagate) { [self] payload in
            let json = try JSONValueEncoder().encode(payload)
            note("  \(point.rawValue)")
            state.withLockedValue { $0.open.append((point, json)) }
        }
        hook.add(order: .max, onFailure: .propagate) { [self] payload in
            let json = try JSONValueEncoder().encode(payload)
            let before = state.withLockedValue { state in
                let index = state.open.lastIndex { $0.point == point }
                return index.map { state.open.remove(at: $0).payload }
            }
            changed(from: before ?? json, to: json, "")
        }
    }

    private func watch<Input: Codable, Output: Codable>(_ wrap: inout Wrap<Input, Output>) {
        let point = wrap.point
        let given = NIOLockedValueBox<[JSONValue]>([])
        wrap.add(order: .min) { [self] input, next in
            note("  \(point.rawValue)")
            let json = try JSONValueEncoder().encode(input)
            state.withLockedValue { $0.open.append((point, json)) }
            let output = try await next(input)
            let after = try JSONValueEncoder().encode(output)
            changed(from: given.withLockedValue { $0.popLast() } ?? after, to: after, "output ")
            return output
        }
        wrap.add(order: .max) { [self] input, next in
            let json = try JSONValueEncoder().encode(input)
            let before = state.withLockedValue { state in
                let index = state.open.lastIndex { $0.point == point }
                return index.map { state.open.remove(at: $0).payload }
            }
            changed(from: before ?? json, to: json, "input ")
            let output = try await next(input)
            given.withLockedValue { $0.append((try? JSONValueEncoder().encode(output)) ?? .null) }  // for people only
            return output
        }
    }

    private func watch<Event>(_ observation: inout Observation<Event>) {
        let point = observation.point
        observation.add(order: .min) { [self] _ in note("  \(point.rawValue)") }
    }

    private func changed(from old: JSONValue, to new: JSONValue, _ what: String) {
        for line in PayloadChange.lines(from: old, to: new) { note("      \(what)\(line)") }
    }
}
