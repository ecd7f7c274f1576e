/// A point at which handlers may change a payload, in order.
///
/// A handler that fails leaves no trace: its changes are rolled back whatever its policy. A handler written without
/// `await` runs in place, at the cost of a function call; no runtime can interrupt it, so it must not block. One that
/// awaits runs under its time limit and is abandoned when that passes.
public struct Hook<Payload: Sendable>: Sendable {
    /// A handler that does not wait for anything.
    public typealias Handler = @Sendable (inout Payload) throws -> Void
    /// A handler that may wait.
    public typealias WaitingHandler = @Sendable (inout Payload) async throws -> Void

    @usableFromInline
    enum Body: Sendable {
        case immediate(Handler)
        case waiting(WaitingHandler, limited: Bool)
    }

    /// The point.
    public let point: HookPoint
    @usableFromInline var handlers: [Registration<Body>] = []

    /// Makes a point without handlers.
    public init(_ point: HookPoint) { self.point = point }

    /// Whether nobody listens.
    public var isEmpty: Bool { handlers.isEmpty }

    /// Who listens, in order.
    public var owners: [ExtensionHandle] { handlers.map(\.owner) }

    /// Who takes part and by which rules, in order.
    public var listeners: [HookListener] { handlers.map(\.listener) }

    /// Adds a handler.
    ///
    /// - Parameters:
    ///   - order: its place, lower first; the extension's own order when nil.
    ///   - onFailure: what a failure does to the run.
    ///   - handler: changes the payload.
    @inlinable
    public mutating func add(
        order: Int? = nil, onFailure: FailurePolicy = .skip, _ handler: @escaping Handler
    ) {
        insert(.immediate(handler), order, .zero, onFailure)
    }

    /// Adds a handler that may wait.
    ///
    /// - Parameters:
    ///   - order: its place, lower first; the extension's own order when nil.
    ///   - timeout: how much time of its own it has; the clock stands while a person is asked. A limit costs a task a
    ///     call; nil is for a handler that bounds whatever it waits for by itself.
    ///   - onFailure: what a failure or a passed time limit does to the run.
    ///   - handler: changes the payload.
    @inlinable
    public mutating func add(
        order: Int? = nil, timeout: Duration? = .seconds(5), onFailure: FailurePolicy = .skip,
        _ handler: @escaping WaitingHandler
    ) {
        insert(.waiting(handler, limited: timeout != nil), order, timeout ?? .zero, onFailure)
    }

    @inlinable
    mutating func insert(_ body: Body, _ order: Int?, _ timeout: Duration, _ policy: FailurePolicy) {
        let owner = ExtensionHandle.registrant
        handlers.insert(
            ordered: Registration(
                owner: owner, order: order ?? owner.order, timeout: timeout, policy: policy, body: body))
    }

    /// Runs the handlers in order.
    ///
    /// - Throws: `HookRefusal`, `HookError` by policy, `AgentError.aborted`, `CancellationError`.
    public func callAsFunction(_ payload: inout Payload, in environment: HookEnvironment) async throws {
        for handler in handlers where !handler.owner.isQuarantined {
            let before = payload
            do {
                switch handler.body {
                case .immediate(let body): try body(&payload)
                case .waiting(let body, limited: false): try await body(&payload)
                case .waiting(let body, limited: true):
                    payload = try await withTimeLimit(
                        handler.timeout, clock: environment.clock, onWaiting: environment.onWaiting
                    ) {
                        var copy = before
                        try await body(&copy)
                        return copy
                    }
                }
                handler.owner.noteSuccess()
            } catch {
                payload = before
                try handler.failed(error, at: point, in: environment)
            }
        }
    }
}
