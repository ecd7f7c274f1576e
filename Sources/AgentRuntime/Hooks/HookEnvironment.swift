/// What hooks need from the runtime to be timed and to be heard of when they fail.
public struct HookEnvironment: Sendable {
    /// The clock that times handlers.
    public var clock: any RuntimeClock
    /// Told of each failure that does not end the step, and of each quarantine.
    public var report: @Sendable (HookFailure) -> Void
    /// Called when a handler begins to wait for something: what happened so far is made durable meanwhile.
    var onWaiting: @Sendable () async throws -> Void = {}

    /// Makes an environment.
    public init(clock: any RuntimeClock, report: @escaping @Sendable (HookFailure) -> Void) {
        self.clock = clock
        self.report = report
    }
}

/// A failure of a handler, as the person hears of it: one line.
public struct HookFailure: Sendable, CustomStringConvertible {
    /// What failed and why.
    public var error: HookError
    /// What was done about it.
    public var policy: FailurePolicy
    /// Whether the extension is quarantined from now on.
    public var quarantined: Bool

    /// One line for a person.
    public var description: String {
        let done = policy == .skip ? "its changes were undone" : policy == .abort ? "the turn ends" : "the step fails"
        return quarantined
            ? "\(error); \(done). It is quarantined: /extensions enable \(error.owner)" : "\(error); \(done)"
    }
}

/// One handler with its owner and its rules.
@usableFromInline
struct Registration<Body: Sendable>: Sendable {
    @usableFromInline let owner: ExtensionHandle
    @usableFromInline let order: Int
    @usableFromInline let timeout: Duration
    @usableFromInline let policy: FailurePolicy
    @usableFromInline let body: Body

    @inlinable
    init(owner: ExtensionHandle, order: Int, timeout: Duration, policy: FailurePolicy, body: Body) {
        self.owner = owner
        self.order = order
        self.timeout = timeout
        self.policy = policy
        self.body = body
    }

    /// Books a failure and says what becomes of it: throws unless the step goes on without the handler.
    func failed(_ cause: any Error, at point: HookPoint, in environment: HookEnvironment) throws {
        if cause is HookRefusal || cause is CancellationError || cause is BudgetExceeded { throw cause }
        // A step further out failed, not this extension: pass it on as it is.
        if cause is HookError || cause is AgentError { throw cause }
        let quarantined = owner.noteFailure()
        let error = HookError(owner: owner.name, point: point, cause: cause)
        environment.report(HookFailure(error: error, policy: policy, quarantined: quarantined))
        switch policy {
        case .skip: return
        case .propagate: throw error
        case .abort: throw AgentError(.aborted, error.description, cause: error)
        }
    }
}

extension Array {
    /// Inserts a handler behind those of the same or a lower order; registrations mostly come in order already.
    ///
    /// Every run registers anew: inlined into the extensions, since a generic array without its element's type looks up
    /// metadata at each step.
    @inlinable
    mutating func insert<Body>(ordered handler: Element) where Element == Registration<Body> {
        var index = count
        while index > 0, self[index - 1].order > handler.order { index -= 1 }
        if index == count { append(handler) } else { insert(handler, at: index) }
    }
}
