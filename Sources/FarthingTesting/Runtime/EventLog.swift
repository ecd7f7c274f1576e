public import AgentRuntime
import LanguageModels

/// The events of turns, for asserting on them afterwards.
public final class EventLog: Sendable {
    private let log = Script<RunEvent>([])

    /// Makes an empty log.
    public init() {}

    /// The events so far.
    public var events: [RunEvent] { log.all }

    /// Where a turn sends its events.
    public var sink: RunEventSink { { [log] event in log.append(event) } }

    /// The text shown so far.
    public var text: String {
        events.reduce(into: "") { text, event in if case .text(let piece) = event { text += piece } }
    }

    /// One word an event, in order, pieces of text and reasoning left out.
    public var outline: [String] {
        events.compactMap { event in
            switch event {
            case .turnStarted: "turn"
            case .iterationStarted(let number, _): "pass \(number)"
            case .reasoning, .text: nil
            case .answerEnded: "answered"
            case .toolStarted(let invocation): "start \(invocation.name)"
            case .toolProgress(let progress): "progress \(progress.name)"
            case .toolFinished(let outcome): "\(outcome.result.isError ? "failed" : "done") \(outcome.invocation.name)"
            case .retrying(let error, _, let number): "retry \(number) \(error.code.rawValue)"
            case .fallingBack(_, let model): "fall back \(model)"
            case .waitingForBudget(let status, _): "wait for \(status.scope.kind.rawValue)"
            case .waiting(let wait): "wait \(wait.model)"
            case .settled(let record): "settled \(record.settlement?.outcome.rawValue ?? "open")"
            case .interventionTaken(let text): "intervention \(text)"
            case .notice(let text): "notice \(text)"
            case .subordinate(let depth, _): "subordinate \(depth)"
            }
        }
    }
}
