import LanguageModels
import Money
import NIOConcurrencyHelpers

/// Watches one exchange with a provider and says, however it ends, what is known of it.
final class AttemptMeter: Sendable {
    /// What is known of an exchange that is over.
    struct Ending: Sendable {
        var outcome: AttemptSettlement.Outcome
        var usage: UsageReport
        var shownText: String
        /// Whether the provider worked on the request, as far as can be known.
        var isBilled: Bool
        var servedModel: String?
        var responseID: String?
        var finishReason: String?
        var latency: Duration
        var firstToken: Duration?
        var errorCode: String?
        var errorMessage: String?
    }

    private struct State {
        var usage = UsageReport.missing
        var shown = ""
        var firstEvent: Duration?
        var servedModel: String?
        var responseID: String?
    }

    private let clock: any RuntimeClock
    private let began: Duration
    private let state = NIOLockedValueBox(State())

    init(start: AttemptStart, clock: any RuntimeClock) {
        self.clock = clock
        began = clock.uptime
    }

    func note(_ event: ModelEvent) {
        let at = clock.uptime - began
        state.withLockedValue { state in
            switch event {
            case .started(let id, let served):
                state.responseID = id ?? state.responseID
                state.servedModel = served ?? state.servedModel
                return
            case .usage(let report):
                state.usage = report
                return
            case .textDelta(let text), .reasoningDelta(let text): state.shown += text
            case .toolCallStarted(_, _, let name): state.shown += name
            case .toolCallArguments(_, let delta): state.shown += delta
            }
            if state.firstEvent == nil { state.firstEvent = at }
        }
    }

    func succeeded(_ response: ModelResponse) -> Ending {
        let state = state.withLockedValue { $0 }
        return Ending(
            outcome: .succeeded, usage: response.usage, shownText: state.shown, isBilled: true,
            servedModel: response.servedModel, responseID: response.id, finishReason: response.finishReason.name,
            latency: clock.uptime - began, firstToken: state.firstEvent)
    }

    func failed(_ error: any Error) -> Ending {
        let state = state.withLockedValue { $0 }
        let modelError = error as? ModelError
        let began = state.firstEvent != nil || state.responseID != nil
        return Ending(
            outcome: error is CancellationError ? .cancelled : .failed, usage: state.usage, shownText: state.shown,
            isBilled: began || modelError?.mayBeBilled ?? (error is CancellationError), servedModel: state.servedModel,
            responseID: state.responseID, finishReason: nil, latency: clock.uptime - self.began,
            firstToken: state.firstEvent, errorCode: modelError?.code.rawValue, errorMessage: modelError?.message)
    }
}
