#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a `LoopbackServer` could not do what a test asked of it.
public struct LoopbackServerError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public enum Code: Sendable {
        /// A call to the operating system failed.
        case system
        /// What the test waited for did not come in time.
        case deadline
    }

    /// The kind of failure.
    public let code: Code
    /// What happened.
    public let message: String

    /// The message.
    public var description: String { message }

    static func system(_ call: String, _ number: Int32) -> LoopbackServerError {
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return LoopbackServerError(code: .system, message: "the loopback server's \(call) failed: \(reason)")
    }
}
