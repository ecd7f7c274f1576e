/// What keeps programs outside the binary from what they were not granted.
package enum SandboxMode: String, Sendable, Hashable, CaseIterable {
    /// The best that this machine has; what needs a sandbox is refused where it has none.
    case auto
    /// bubblewrap, a system package.
    case bubblewrap
    /// The kernel's Landlock, with a filter of system calls.
    case landlock
    /// None: programs run with the rights of whoever started this one.
    case off
}
