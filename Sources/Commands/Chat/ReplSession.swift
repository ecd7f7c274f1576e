import AgentRuntime
import CFootprint
import Composition
import ExactJSON
import LanguageModels
import Money
import Terminal

/// The conversation at the terminal: reads lines, runs turns, keeps the person informed of what they cost.
///
/// Used by one task; a class because the slash commands change which conversation it is.
final class ReplSession {
    let composed: ComposedRuntime
    let reader: LineReader
    let output: TerminalOutput
    let errors: TerminalOutput
    var conversation: Conversation { didSet { desk.turn(to: conversation) } }
    let desk: ReplQueueDesk
    var lastRoute: Route?

    init(
        composed: ComposedRuntime, reader: LineReader, output: TerminalOutput, errors: TerminalOutput,
        conversation: Conversation
    ) {
        self.composed = composed
        self.reader = reader
        self.output = output
        self.errors = errors
        self.conversation = conversation
        desk = ReplQueueDesk(runtime: composed.runtime, reader: reader, current: conversation)
    }

    /// Says where one is, once.
    func greet() async throws {
        guard reader.isEditing else {
            for notice in composed.notices { try errors.writeLine("farthing: \(notice)") }
            return
        }
        try output.writeLine(
            "\(output.palette.apply(.bold, to: "Farthing")) \(FarthingVersion.text) · "
                + "\(composed.runtime.configuration.chat.model) · /help")
        for notice in composed.notices { try say(notice) }
        if !conversation.entries.isEmpty { try await showResumed() }
    }

    /// Reads and answers until the person leaves.
    func run() async throws {
        let prompt = Prompt("› ", style: .bold)
        while true {
            let event: LineEvent
            // A person takes seconds to type; what the last answer needed need not stay in memory meanwhile.
            farthing_release_clean_pages()
            do {
                event = try await reader.next(prompt: prompt)
            } catch let error as TerminalError where error.isAboutALine {
                try errors.writeLine("farthing: \(error)")
                continue
            }
            switch event {
            case .line(let line):
                let text = line.trimmed
                if text.isEmpty { continue }
                if text.hasPrefix("/"), text.dropFirst().first?.isLetter == true {
                    guard try await obey(text) else { return }
                } else {
                    guard try await answer(Message(.user, line)) else { return }
                }
            case .interrupted:
                if reader.isEditing { try say("Ctrl-C again leaves.") }
            case .quit, .endOfInput, .hangup: return
            }
        }
    }

    /// Runs one turn; false when the terminal went away meanwhile.
    func answer(_ message: Message) async throws -> Bool {
        let view = TurnView(output: output)
        let conversation = conversation
        let (outcome, isGone) = try await reader.withTurn { input in
            try await withThrowingTaskGroup(of: TurnPart.self) { group in
                group.addTask {
                    do {
                        return .ended(.success(try await conversation.send(message, onEvent: view.note)))
                    } catch { return .ended(.failure(error)) }
                }
                group.addTask { [reader] in
                    while let event = await input.next() {
                        switch event {
                        case .interrupt: return .interrupted
                        case .hangup: return .goneAway
                        case .typedLine(let line): Self.takeIn(line, conversation, reader)
                        }
                    }
                    return .quiet
                }
                var gone = false
                while let part = try await group.next() {
                    switch part {
                    case .ended(let outcome):
                        group.cancelAll()
                        return (outcome, gone)
                    case .interrupted: group.cancelAll()
                    case .goneAway:
                        gone = true
                        group.cancelAll()
                    case .quiet: break
                    }
                }
                throw CancellationError()
            }
        }
        if isGone { return false }
        try view.finish()
        try await close(outcome)
        for text in conversation.takeUnreadInterventions() {
            guard try await answer(Message(.user, text)) else { return false }
        }
        return true
    }

    private enum TurnPart: Sendable {
        case ended(Result<TurnResult, any Error>)
        case interrupted
        case goneAway
        case quiet
    }

    private static func takeIn(_ line: String, _ conversation: Conversation, _ reader: LineReader) {
        switch line.trimmed {
        case "": return
        case "/pause":
            conversation.pause()
            reader.notice("Paused at the next safe point: /go goes on, Ctrl-C ends the answer.")
        case "/go": conversation.unpause()
        default:
            if !conversation.intervene(line) { reader.notice("Too many messages wait already; this one was dropped.") }
        }
    }

    /// Shows how the turn ended and what it cost.
    private func close(_ outcome: Result<TurnResult, any Error>) async throws {
        conversation.unpause()
        switch outcome {
        case .success(let result):
            lastRoute = result.route
            try await showStatus(result)
        case .failure(let error as TerminalError): throw error
        case .failure(is CancellationError): try await showStatus(nil, note: "cancelled; what was used is settled")
        case .failure(let error):
            let report = ErrorReport(error)
            try errors.writeLine(errors.palette.apply(.red, to: TextSanitizer.sanitized(report.text)))
        }
    }

    private func showStatus(_ result: TurnResult?, note: String? = nil) async throws {
        let total = try await composed.ledger.spend(SpendFilter(conversation: conversation.id))
        var parts: [String] = []
        if let result {
            let sum = CostSum(result.attempts)
            let model = result.route.tier.map { "\(result.route.model) (\($0))" } ?? "\(result.route.model)"
            let cached = sum.usage.cacheRead > 0 ? " (\(sum.usage.cacheRead.grouped) cached)" : ""
            parts.append(model)
            parts.append("\(sum.usage.promptTokens.grouped)\(cached) in, \(sum.usage.completionTokens.grouped) out")
            parts.append(sum.text)
        }
        if let note { parts.append(note) }
        let unknown = total.unpriced > 0 ? " + \(total.unpriced) of unknown price" : ""
        parts.append("conversation \(total.cost.formatted)\(unknown)")
        if let left = try await budgetLeft() { parts.append(left) }
        try say(parts.joined(separator: " · "))
    }

    /// A quiet line of the program's own.
    func say(_ text: String) throws {
        let line = TextSanitizer.sanitized(text)
        try output.writeLine(output.palette.apply(.dim, to: line))
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

extension TerminalError {
    /// Whether it is about one line of input, after which the next can be read.
    fileprivate var isAboutALine: Bool {
        switch self {
        case .invalidUTF8, .lineTooLong: true
        default: false
        }
    }
}
