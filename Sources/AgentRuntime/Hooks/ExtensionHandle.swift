import Synchronization

/// An extension as the runtime holds it for its whole life: who it is, where it stands in order, and how it is doing.
///
/// Five failures in a row quarantine it: its handlers are passed over until it is enabled again.
public final class ExtensionHandle: Sendable {
    /// Failures in a row after which an extension is quarantined.
    public static let quarantineThreshold = 5

    /// The extension's name.
    public let name: String
    /// Its place among the handlers of a point, lower first.
    public let order: Int
    /// Whether something stands open without it: then it is never passed over.
    public let isGuard: Bool
    private let consecutiveFailures = Atomic<Int>(0)

    /// Makes a handle.
    public init(name: String, order: Int, isGuard: Bool = false) {
        self.name = name
        self.order = order
        self.isGuard = isGuard
    }

    /// Whose `register` is running, so that handlers need not say who they are.
    @TaskLocal static var registering = ExtensionHandle(name: "runtime", order: 50)

    /// The same, for what is inlined into extensions.
    @usableFromInline static var registrant: ExtensionHandle { registering }

    /// Whether its handlers are passed over.
    public var isQuarantined: Bool {
        !isGuard && consecutiveFailures.load(ordering: .relaxed) >= Self.quarantineThreshold
    }

    /// Begins a quarantine: one that was remembered from before.
    public func quarantine() { consecutiveFailures.store(Self.quarantineThreshold, ordering: .relaxed) }

    /// Ends a quarantine.
    public func enable() { consecutiveFailures.store(0, ordering: .relaxed) }

    /// Notes that a handler did its work.
    func noteSuccess() {
        if consecutiveFailures.load(ordering: .relaxed) != 0 { consecutiveFailures.store(0, ordering: .relaxed) }
    }

    /// Notes that a handler failed; true when this failure began a quarantine.
    func noteFailure() -> Bool {
        let failures = consecutiveFailures.wrappingAdd(1, ordering: .relaxed).newValue
        return !isGuard && failures == Self.quarantineThreshold
    }
}
