package import AgentRuntime
import ExactJSON
package import FarthingTesting
import LanguageModels

/// Runs extensions against a scripted model, with a clock that stands still and a ledger in memory, and writes down what
/// happens: every hook point in order, what the extensions changed there, what the model was asked, what tools did.
package struct ExtensionTrial: Sendable {
    /// The most characters of a text that are written down.
    private static let longest = 4000

    private let recorder = TrialRecorder()
    private let extensions: [any Extension]
    private let workspace: String

    /// - Parameter workspace: the folder the agent works in, which must be there.
    package init(_ extensions: [any Extension], workspace: String) {
        self.extensions = extensions
        self.workspace = workspace
    }

    /// Runs a conversation.
    ///
    /// - Parameters:
    ///   - tools: tools beside those of the extensions.
    /// - Returns: what happened, one line each. An error that ends a turn is a line of it.
    /// - Throws: what starting and ending the runtime throws.
    package func run(
        messages: [String], replies: [ScriptedReply], tools: [any DynamicTool] = []
    ) async throws -> [String] {
        let recorder = recorder
        let script = TrialScript(replies)
        let model = ScriptedModel { request, _ in
            recorder.note("model is asked:")
            for message in request.messages {
                for line in Self.lines(message) { recorder.note("    \(line)") }
            }
            return try script.next()
        }
        let test = try TestRuntime(
            model, extensions: extensions + [recorder], tools: tools, workspace: workspace)
        do {
            let conversation = try await test.runtime.newConversation()
            for message in messages {
                recorder.note("person: \(message)")
                do {
                    let result = try await conversation.send(message) { Self.note($0, recorder) }
                    recorder.note("answer: \(result.text)")
                } catch {
                    recorder.note("the turn failed: \(error)")
                }
            }
        }
        for failure in test.extensionFailures { recorder.note("failure: \(failure)") }
        if script.left > 0 { recorder.note("replies left over: \(script.left)") }
        try await test.runtime.stop()
        return recorder.lines.map { Self.withoutPlaces($0, workspace) }
    }

    private static func note(_ event: RunEvent, _ recorder: TrialRecorder) {
        switch event {
        case .toolStarted(let invocation):
            recorder.note("tool: \(invocation.name) \(JSONValue.object(invocation.arguments).text)")
        case .toolFinished(let outcome):
            recorder.note(
                "tool \(outcome.result.isError ? "failed" : "answered"): \(outcome.result.text)")
        case .notice(let text): recorder.note("notice: \(text)")
        case .subordinate(_, let event): note(event, recorder)
        default: break
        }
    }

    private static func lines(_ message: Message) -> [String] {
        message.content.flatMap { part -> [String] in
            switch part {
            case .text(let text): return ["\(message.role.rawValue): \(shortened(text))"]
            case .toolCall(let call): return ["assistant calls \(call.name) \(call.arguments)"]
            case .toolResult(let result): return ["\(result.name) answered: \(shortened(result.text))"]
            case .image: return ["\(message.role.rawValue): (an image)"]
            case .reasoning: return []
            }
        }
    }

    /// One line, so that a trace stays a list of lines.
    private static func shortened(_ text: String) -> String {
        let line = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(
            separator: "⏎")
        return line.count <= longest ? line : "\(line.prefix(longest))… (\(line.count) characters)"
    }

    /// A line that is the same on every machine.
    private static func withoutPlaces(_ line: String, _ workspace: String) -> String {
        var result = ""
        var rest = line[...]
        while let place = rest.indices.first(where: { rest[$0...].hasPrefix(workspace) }) {
            result += rest[..<place] + "WORKSPACE"
            rest = rest[place...].dropFirst(workspace.count)
        }
        return result + rest
    }
}
