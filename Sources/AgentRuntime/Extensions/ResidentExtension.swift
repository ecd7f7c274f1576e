/// An extension that keeps something running from one run to the next: a program, a connection.
public protocol ResidentExtension: Extension {
    /// Gets ready before a run begins, and before its `register` is called. It must return soon whatever happens, as the
    /// run waits for it; what goes wrong it says itself.
    func prepare() async
    /// Ends what it keeps running. Called once, after `runtime_stop`.
    func finish() async
}
