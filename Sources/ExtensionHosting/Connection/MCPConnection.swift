import AgentRuntime
import ExactJSON
import NIOConcurrencyHelpers

/// An open conversation with a server: requests go out, answers come back to who asked.
///
/// `receive` and `ended` may be called on any thread, one at a time; everything else from any task.
final class MCPConnection: Sendable {
    /// What is known when somebody wants to be told of changes.
    typealias ChangeHandler = @Sendable (ListKind) -> Void

    private struct Waiter {
        var continuation: CheckedContinuation<JSONValue, any Error>
        var onProgress: (@Sendable (String) -> Void)?
    }

    private struct State {
        var session: MCPSession
        var link: (any MCPLink)?
        var waiters: [Int: Waiter] = [:]
        var facts: ServerFacts?
        var opening: CheckedContinuation<ServerFacts, any Error>?
        var end: HostingError?
        var onChange: ChangeHandler?
    }

    /// The most requests that wait for an answer at once.
    private static let waiterLimit = 1024

    /// The extension's name, for messages.
    let name: String
    private let state: NIOLockedValueBox<State>

    init(name: String, greeting: ClientGreeting) {
        self.name = name
        state = NIOLockedValueBox(State(session: MCPSession(greeting: greeting)))
    }

    /// Why the connection is over; nil while it is not.
    var end: HostingError? { state.withLockedValue { $0.end } }

    /// What the server said of itself, once it has.
    var facts: ServerFacts? { state.withLockedValue { $0.facts } }

    /// The link, once it is open.
    var link: (any MCPLink)? { state.withLockedValue { $0.link } }

    /// Begins the conversation over a link and waits until the server can be used.
    ///
    /// - Throws: `HostingError`; `CancellationError`.
    func open(over link: any MCPLink, onChange: @escaping ChangeHandler) async throws -> ServerFacts {
        let actions: [MCPSession.Action] = state.withLockedValue { state in
            state.link = link
            state.onChange = onChange
            return state.session.open()
        }
        perform(actions)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known: Result<ServerFacts, any Error>? = state.withLockedValue { state in
                    if let end = state.end { return .failure(end) }
                    if let facts = state.facts { return .success(facts) }
                    state.opening = continuation
                    return nil
                }
                if let known { continuation.resume(with: known) }
            }
        } onCancel: {
            ended(HostingError(.timeout, extension: name, "it did not begin in time"))
        }
    }

    /// Asks the server and waits for its answer. Cancelling tells the server.
    ///
    /// - Throws: `HostingError`; `CancellationError`.
    func request(
        _ method: String, _ params: JSONValue = [:], onProgress: (@Sendable (String) -> Void)? = nil
    ) async throws -> JSONValue {
        try Task.checkCancellation()
        let asked = NIOLockedValueBox<Int?>(nil)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let made: Result<(RPCMessage, any MCPLink), HostingError> = state.withLockedValue { state in
                    if let end = state.end { return .failure(end) }
                    guard let link = state.link, state.waiters.count < Self.waiterLimit else {
                        return .failure(HostingError(.timeout, extension: name, "too many requests wait for it"))
                    }
                    let (id, message) = state.session.request(method, params, progress: onProgress != nil)
                    state.waiters[id] = Waiter(continuation: continuation, onProgress: onProgress)
                    asked.withLockedValue { $0 = id }
                    return .success((message, link))
                }
                switch made {
                case .success((let message, let link)): link.send(message)
                case .failure(let error): continuation.resume(throwing: error)
                }
                // Cancelled between the check above and the noting of the id.
                if Task.isCancelled, let id = asked.withLockedValue({ $0 }) { giveUp(id) }
            }
        } onCancel: {
            if let id = asked.withLockedValue({ $0 }) { giveUp(id) }
        }
    }

    private func giveUp(_ id: Int) {
        let (waiter, actions) = state.withLockedValue { state in
            (state.waiters.removeValue(forKey: id), state.session.cancel(id, reason: "not needed any more"))
        }
        perform(actions)
        waiter?.continuation.resume(throwing: CancellationError())
    }

    /// Whether a request of ours waits for its answer.
    func awaits(_ id: Int) -> Bool { state.withLockedValue { $0.end == nil && $0.session.isWaiting(id) } }

    /// Notes that an exchange over HTTP has failed: the request that waits for it is told, and where the failure reaches
    /// farther the connection is over. Before that request is told, so that it can be made again over another.
    func failed(_ id: Int?, _ failure: HTTPLink.Failure) {
        let error = HostingError(failure.reach == .session ? .forgotten : .ended, extension: name, failure.message)
        let (waiter, actions) = state.withLockedValue { state in
            let waiter = id.flatMap { state.waiters.removeValue(forKey: $0) }
            return (waiter, id.map { state.session.failed($0, failure.message) } ?? [])
        }
        if failure.reach != .request { ended(error) } else { perform(actions) }
        waiter?.continuation.resume(throwing: error)
    }

    /// Takes in a line, or the data of an event.
    func receive(_ bytes: ArraySlice<UInt8>) {
        perform(state.withLockedValue { $0.end == nil ? $0.session.receive(bytes) : [] })
    }

    /// Ends the conversation: everybody who waits is told why. Only the first reason counts.
    func ended(_ reason: HostingError) {
        let (waiters, opening): ([Waiter], CheckedContinuation<ServerFacts, any Error>?) = state.withLockedValue {
            state in
            guard state.end == nil else { return ([], nil) }
            state.end = reason
            defer {
                state.waiters = [:]
                state.opening = nil
            }
            return (Array(state.waiters.values), state.opening)
        }
        opening?.resume(throwing: reason)
        for waiter in waiters { waiter.continuation.resume(throwing: reason) }
    }

    /// Ends the conversation and its link without waiting, and lets go of the link.
    func abandon() {
        let link = state.withLockedValue { state in
            defer { state.link = nil }
            return state.link
        }
        link?.stop()
        ended(HostingError(.ended, extension: name, "it was stopped"))
    }

    private func perform(_ actions: [MCPSession.Action]) {
        // What was agreed on stands in the headers of what is sent next.
        for case .opened(let facts) in actions { state.withLockedValue { $0.facts = facts } }
        for action in actions {
            switch action {
            case .send(let message): link?.send(message)
            case .answered(let id, let result):
                let waiter = state.withLockedValue { $0.waiters.removeValue(forKey: id) }
                waiter?.continuation.resume(
                    with: result.mapError { HostingError(.refused, extension: name, $0.message) })
            case .progressed(let id, let text):
                state.withLockedValue { $0.waiters[id]?.onProgress }?(text)
            case .opened(let facts):
                let opening = state.withLockedValue { state in
                    defer { state.opening = nil }
                    return state.opening
                }
                opening?.resume(returning: facts)
            case .changed(let kind): state.withLockedValue { $0.onChange }?(kind)
            case .failed(let reason): ended(HostingError(.protocolViolation, extension: name, reason))
            }
        }
    }
}
