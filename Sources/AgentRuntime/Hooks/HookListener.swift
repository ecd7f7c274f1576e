/// Who takes part at a point, and by which rules.
public struct HookListener: Sendable {
    /// The extension.
    public let owner: ExtensionHandle
    /// Its place among the handlers, lower first.
    public let order: Int
    /// How much time of its own the handler has; nil for one that cannot wait.
    public let timeout: Duration?
    /// What a failure does to the run.
    public let onFailure: FailurePolicy
}

extension Registration {
    /// The registration as others see it.
    var listener: HookListener {
        HookListener(owner: owner, order: order, timeout: timeout == .zero ? nil : timeout, onFailure: policy)
    }
}
