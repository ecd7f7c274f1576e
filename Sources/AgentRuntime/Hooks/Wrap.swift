import NIOConcurrencyHelpers

/// A point around an operation: handlers may refuse, replace, repeat, time or pass it on. The first in order is the
/// outermost.
///
/// A handler's time limit counts only its own time, not what happens in `next`. By default a failing handler fails the
/// operation (fails closed); with `skip` the operation runs as if the handler were not there.
public struct Wrap<Input: Sendable, Output: Sendable>: Sendable {
    /// The rest of the operation.
    public typealias Next = @Sendable (Input) async throws -> Output
    /// A handler around the rest.
    public typealias Handler = @Sendable (Input, Next) async throws -> Output
    /// A handler that only changes what goes in.
    public typealias Edit = @Sendable (inout Input) throws -> Void

    /// The point.
    public let point: HookPoint
    @usableFromInline
    enum Body: Sendable {
        case before(Edit)
        case around(Handler, limited: Bool)
    }

    @usableFromInline var handlers: [Registration<Body>] = []

    /// Makes a point without handlers.
    public init(_ point: HookPoint) { self.point = point }

    /// Whether nobody stands around the operation.
    public var isEmpty: Bool { handlers.isEmpty }

    /// Who stands around it, outermost first.
    public var owners: [ExtensionHandle] { handlers.map(\.owner) }

    /// Who takes part and by which rules, in order.
    public var listeners: [HookListener] { handlers.map(\.listener) }

    /// Adds a handler.
    ///
    /// - Parameters:
    ///   - order: its place, outermost first; the extension's own order when nil.
    ///   - timeout: how much time of its own it has, `next` and questions to a person not counted. A limit costs a
    ///     task a call; nil is for a handler that bounds whatever it waits for by itself.
    ///   - onFailure: what a failure or a passed time limit does to the operation.
    ///   - handler: gets the input and the rest of the operation.
    @inlinable
    public mutating func add(
        order: Int? = nil, timeout: Duration? = .seconds(5), onFailure: FailurePolicy = .propagate,
        _ handler: @escaping Handler
    ) {
        insert(.around(handler, limited: timeout != nil), order, timeout ?? .zero, onFailure)
    }

    /// Adds a handler that changes what goes in and waits for nothing, at the cost of a function call.
    ///
    /// - Parameters:
    ///   - order: its place, outermost first; the extension's own order when nil.
    ///   - onFailure: what a failure does to the operation; `skip` goes on with what came.
    ///   - edit: changes what goes in.
    @inlinable
    public mutating func add(
        order: Int? = nil, onFailure: FailurePolicy = .propagate, before edit: @escaping Edit
    ) {
        insert(.before(edit), order, .zero, onFailure)
    }

    @inlinable
    mutating func insert(_ body: Body, _ order: Int?, _ timeout: Duration, _ policy: FailurePolicy) {
        let owner = ExtensionHandle.registrant
        handlers.insert(
            ordered: Registration(
                owner: owner, order: order ?? owner.order, timeout: timeout, policy: policy, body: body))
    }

    /// Runs the operation within its handlers.
    ///
    /// - Throws: what the operation throws; `HookRefusal`; `HookError` by policy; `CancellationError`.
    public func callAsFunction(
        _ input: Input, in environment: HookEnvironment, operation: @escaping Next
    ) async throws -> Output {
        try await call(handlers[...], input, environment, operation)
    }

    /// What is known of the rest of the operation while a handler stands around it.
    private enum Progress: Sendable {
        case notCalled
        case returned(Output)
        case threw(any Error)
    }

    private func call(
        _ rest: ArraySlice<Registration<Body>>, _ input: Input, _ environment: HookEnvironment,
        _ operation: @escaping Next
    ) async throws -> Output {
        var rest = rest
        var input = input
        while let handler = rest.first {
            rest = rest.dropFirst()
            guard !handler.owner.isQuarantined else { continue }
            switch handler.body {
            case .around(let body, let limited):
                return try await call(handler, body, limited, rest, input, environment, operation)
            case .before(let edit):
                let before = input
                do {
                    try edit(&input)
                    handler.owner.noteSuccess()
                } catch {
                    input = before
                    try handler.failed(error, at: point, in: environment)
                }
            }
        }
        return try await operation(input)
    }

    private func call(
        _ handler: Registration<Body>, _ body: @escaping Handler, _ limited: Bool,
        _ inner: ArraySlice<Registration<Body>>, _ input: Input, _ environment: HookEnvironment,
        _ operation: @escaping Next
    ) async throws -> Output {
        let progress = NIOLockedValueBox(Progress.notCalled)
        let next: Next = { changed in
            do {
                let output = try await call(inner, changed, environment, operation)
                progress.withLockedValue { $0 = .returned(output) }
                return output
            } catch {
                progress.withLockedValue { $0 = .threw(error) }
                throw error
            }
        }
        do {
            let output =
                limited
                ? try await withTimeLimit(handler.timeout, clock: environment.clock) {
                    try await body(input) { changed in
                        let limit = TimeLimit.current
                        limit?.pause()
                        defer { limit?.resume() }
                        // An abandoned handler that wakes up later must not start the operation.
                        try Task.checkCancellation()
                        return try await next(changed)
                    }
                } : try await body(input, next)
            handler.owner.noteSuccess()
            return output
        } catch {
            let reached = progress.withLockedValue { $0 }
            // What the operation itself threw is no failure of the handler that lets it pass.
            if case .threw = reached { throw error }
            try handler.failed(error, at: point, in: environment)
            if case .returned(let output) = reached { return output }
            return try await call(inner, input, environment, operation)
        }
    }
}
