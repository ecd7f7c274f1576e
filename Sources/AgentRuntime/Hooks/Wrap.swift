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

    /// The point.
    public let point: HookPoint
    private var handlers: [Registration<Handler>] = []

    /// Makes a point without handlers.
    public init(_ point: HookPoint) { self.point = point }

    /// Whether nobody stands around the operation.
    public var isEmpty: Bool { handlers.isEmpty }

    /// Who stands around it, outermost first.
    public var owners: [ExtensionHandle] { handlers.map(\.owner) }

    /// Adds a handler.
    ///
    /// - Parameters:
    ///   - order: its place, outermost first; the extension's own order when nil.
    ///   - timeout: how much time of its own it has, `next` and questions to a person not counted.
    ///   - onFailure: what a failure or a passed time limit does to the operation.
    public mutating func add(
        order: Int? = nil, timeout: Duration = .seconds(5), onFailure: FailurePolicy = .propagate,
        _ handler: @escaping Handler
    ) {
        let owner = ExtensionHandle.registering
        handlers.insert(
            ordered: Registration(
                owner: owner, order: order ?? owner.order, timeout: timeout, policy: onFailure, body: handler))
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
        _ rest: ArraySlice<Registration<Handler>>, _ input: Input, _ environment: HookEnvironment,
        _ operation: @escaping Next
    ) async throws -> Output {
        guard let handler = rest.first else { return try await operation(input) }
        let inner = rest.dropFirst()
        guard !handler.owner.isQuarantined else { return try await call(inner, input, environment, operation) }
        let progress = NIOLockedValueBox(Progress.notCalled)
        do {
            let output = try await withTimeLimit(handler.timeout, clock: environment.clock) {
                try await handler.body(input) { changed in
                    let limit = TimeLimit.current
                    limit?.pause()
                    defer { limit?.resume() }
                    // An abandoned handler that wakes up later must not start the operation.
                    try Task.checkCancellation()
                    do {
                        let output = try await call(inner, changed, environment, operation)
                        progress.withLockedValue { $0 = .returned(output) }
                        return output
                    } catch {
                        progress.withLockedValue { $0 = .threw(error) }
                        throw error
                    }
                }
            }
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
