/// A point at which handlers are told what happened. They cannot change it and cannot fail the run: what goes wrong in
/// one is reported and the rest go on.
public struct Observation<Event: Sendable>: Sendable {
    /// A handler that does not wait for anything.
    public typealias Handler = @Sendable (Event) throws -> Void
    /// A handler that may wait.
    public typealias WaitingHandler = @Sendable (Event) async throws -> Void

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
    @inlinable
    public mutating func add(order: Int? = nil, _ handler: @escaping Handler) {
        insert(.immediate(handler), order, .zero)
    }

    /// Adds a handler that may wait, within its time limit; nil is for one that bounds whatever it waits for by itself.
    @inlinable
    public mutating func add(
        order: Int? = nil, timeout: Duration? = .seconds(5), _ handler: @escaping WaitingHandler
    ) {
        insert(.waiting(handler, limited: timeout != nil), order, timeout ?? .zero)
    }

    @inlinable
    mutating func insert(_ body: Body, _ order: Int?, _ timeout: Duration) {
        let owner = ExtensionHandle.registrant
        handlers.insert(
            ordered: Registration(
                owner: owner, order: order ?? owner.order, timeout: timeout, policy: .skip, body: body))
    }

    /// Tells the handlers in order.
    public func callAsFunction(_ event: Event, in environment: HookEnvironment) async {
        for handler in handlers where !handler.owner.isQuarantined {
            do {
                switch handler.body {
                case .immediate(let body): try body(event)
                case .waiting(let body, limited: false): try await body(event)
                case .waiting(let body, limited: true):
                    try await withTimeLimit(handler.timeout, clock: environment.clock) { try await body(event) }
                }
                handler.owner.noteSuccess()
            } catch {
                do { try handler.failed(error, at: point, in: environment) } catch {
                    // An observation has nobody to refuse or cancel; it was reported above where it was a failure.
                }
            }
        }
    }
}
