/// An action that will run unless it is cancelled before.
public struct Alarm: Sendable {
    private let onCancel: @Sendable () -> Void

    /// Makes an alarm from what cancels it.
    public init(onCancel: @escaping @Sendable () -> Void) { self.onCancel = onCancel }

    /// Takes the alarm back; does nothing once it rang.
    public func cancel() { onCancel() }
}
