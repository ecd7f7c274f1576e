import AgentRuntime
import HTTPTypes
import LanguageModels
import NIOConcurrencyHelpers

/// What every endpoint stands on.
final class API: Sendable {
    let runtime: Runtime
    let menu: ModelMenu
    let options: ServerOptions
    let gate: CallGate
    private let stopping = NIOLockedValueBox(false)

    init(runtime: Runtime, menu: ModelMenu, options: ServerOptions) {
        self.runtime = runtime
        self.menu = menu
        self.options = options
        gate = CallGate(most: options.mostCalls)
    }

    var clock: any RuntimeClock { runtime.services.clock }

    /// Whether the server is shutting down.
    var isStopping: Bool { stopping.withLockedValue { $0 } }

    func stop() { stopping.withLockedValue { $0 = true } }

    /// Checks that the caller may use the conversation it names.
    ///
    /// - Throws: `APIError` of status 404 when it is somebody else's.
    func admit(_ exchange: Exchange, _ conversation: ConversationID?) async throws {}

    /// Adds what the tightest budget has left.
    func writeBudget(of exchange: Exchange, _ conversation: ConversationID, to fields: inout HTTPFields) async {}
}
