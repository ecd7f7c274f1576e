/// What happens to the run when a handler fails.
public enum FailurePolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// The step fails with a `HookError`: the default of everything around an operation (fails closed).
    case propagate
    /// The handler's changes are rolled back and the run goes on: the default of hooks.
    case skip
    /// The turn ends.
    case abort
}

/// The failure of an extension's handler.
public struct HookError: Error, Sendable, CustomStringConvertible {
    /// The extension whose handler failed.
    public var owner: String
    /// The point at which it failed.
    public var point: HookPoint
    /// What it threw, or `HookTimeout`.
    public var cause: any Error

    /// Makes an error.
    public init(owner: String, point: HookPoint, cause: any Error) {
        self.owner = owner
        self.point = point
        self.cause = cause
    }

    /// One line for a person.
    public var description: String { "extension \(owner) failed at \(point.rawValue): \(cause)" }
}

/// A handler used more time of its own than it has.
public struct HookTimeout: Error, Sendable, CustomStringConvertible {
    /// The limit.
    public var limit: Duration

    /// One line for a person.
    public var description: String { "no result within \(limit)" }
}

/// A handler's deliberate no: the step is refused for this reason. It is never counted as a failure of the extension
/// and never skipped.
public struct HookRefusal: Error, Sendable, CustomStringConvertible {
    /// Why, for the person or the model.
    public var reason: String

    /// Makes a refusal.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}
