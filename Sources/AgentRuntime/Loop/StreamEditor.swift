import LanguageModels
import NIOConcurrencyHelpers

/// Passes the pieces of an answer through the stream hooks and keeps what was shown.
///
/// Used by one call at a time; the lock is for the type's sake, nobody else waits on it.
final class StreamEditor: Sendable {
    private struct Shown {
        var text = ""
        var reasoning = ""
        var hasReasoning = false
        var reasoningEnded = false
        /// Where the text is a tool call: what it holds of the final answer.
        var answer = StreamedAnswer()
    }

    private let run: Run
    private let hooks: Hooks
    private let showsText: Bool
    private let shown = NIOLockedValueBox(Shown())
    private let editsText: Bool
    private let editsReasoning: Bool

    /// Makes an editor.
    ///
    /// - Parameter showsText: whether the text is meant for the person; of a tool call written as text only the final
    ///   answer is.
    init(run: Run, showsText: Bool) {
        self.run = run
        self.showsText = showsText
        hooks = run.hooks
        editsText = !(hooks.responseStreamChunk.isEmpty && hooks.responseStreamEnd.isEmpty)
        editsReasoning = !(hooks.reasoningStreamChunk.isEmpty && hooks.reasoningStreamEnd.isEmpty)
    }

    var text: String { shown.withLockedValue { $0.text } }

    /// What was shown of the final answer in a tool call written as text.
    var answer: StreamedAnswer { shown.withLockedValue { $0.answer } }

    func note(_ event: ModelEvent) async throws {
        switch event {
        case .reasoningDelta(let delta):
            shown.withLockedValue { $0.hasReasoning = true }
            var piece = delta
            if editsReasoning {
                var chunk = StreamChunk(chunk: delta, full: shown.withLockedValue { $0.reasoning })
                try await hooks.reasoningStreamChunk(&chunk, in: run.environment)
                piece = chunk.chunk
            }
            try await showReasoning(piece)
        case .textDelta(let delta):
            try await endReasoning()
            var piece = delta
            if editsText {
                var chunk = StreamChunk(chunk: delta, full: text)
                try await hooks.responseStreamChunk(&chunk, in: run.environment)
                piece = chunk.chunk
            }
            try await showText(piece)
        case .toolCallStarted: try await endReasoning()
        case .started, .toolCallArguments, .usage: break
        }
    }

    /// Ends the streams and returns the message as it was shown: what is stored is what was seen.
    func finish(_ message: Message) async throws -> Message {
        try await endReasoning()
        if editsText {
            var chunk = StreamChunk(chunk: "", full: text)
            try await hooks.responseStreamEnd(&chunk, in: run.environment)
            try await showText(chunk.chunk)
        }
        guard editsText || editsReasoning else { return message }
        let shown = shown.withLockedValue { $0 }
        var edited = message
        edited.content = []
        var hasText = false
        var hasReasoning = false
        for part in message.content {
            switch part {
            case .text where editsText:
                if !hasText, !shown.text.isEmpty { edited.content.append(.text(shown.text)) }
                hasText = true
            case .reasoning(var reasoning) where editsReasoning && reasoning.signature == nil:
                reasoning.text = hasReasoning ? "" : shown.reasoning
                hasReasoning = true
                edited.content.append(.reasoning(reasoning))
            default: edited.content.append(part)
            }
        }
        return edited
    }

    private func endReasoning() async throws {
        let ends = shown.withLockedValue { shown in
            guard shown.hasReasoning, !shown.reasoningEnded else { return false }
            shown.reasoningEnded = true
            return true
        }
        guard ends, editsReasoning else { return }
        var chunk = StreamChunk(chunk: "", full: shown.withLockedValue { $0.reasoning })
        try await hooks.reasoningStreamEnd(&chunk, in: run.environment)
        try await showReasoning(chunk.chunk)
    }

    private func showText(_ piece: String) async throws {
        guard !piece.isEmpty else { return }
        let visible = shown.withLockedValue { shown in
            shown.text += piece
            return showsText ? piece : shown.answer.read(piece)
        }
        if !visible.isEmpty { try await run.emit(.text(visible)) }
    }

    private func showReasoning(_ piece: String) async throws {
        guard !piece.isEmpty else { return }
        shown.withLockedValue { $0.reasoning += piece }
        try await run.emit(.reasoning(piece))
    }
}
