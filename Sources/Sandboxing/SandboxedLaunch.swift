import CSandbox

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Starts what a plan says under a backend.
package enum SandboxedLaunch {
    /// Starts a program.
    ///
    /// - Parameter backend: what confines it; nil gives it the rights of this process, within the limits of its plan.
    /// - Throws: `SpawnFailure`.
    package static func start(_ plan: SandboxPlan, under backend: SandboxBackend?) throws(SpawnFailure) -> SpawnedChild
    {
        switch backend {
        case .bubblewrap(let path):
            let filter = SandboxBackend.filterBytes(network: plan.network)
            let passed = filter.map { bytes in
                bytes.withUnsafeBytes { farthing_filled_pipe($0.baseAddress, $0.count) }
            }
            defer { if let passed, passed >= 0 { close(passed) } }
            return try SpawnedChild(
                path: path, arguments: plan.bubblewrapArguments(path, filter: passed == nil ? nil : 3),
                environment: plan.environment, directory: "/", confinement: plan.confinement, passing: passed)
        case .landlock:
            var confinement = plan.confinement
            confinement.filtered = true
            confinement.paths = (
                read: SandboxPlan.systemPaths + plan.readable, write: SandboxPlan.systemSinks + plan.writable
            )
            return try SpawnedChild(
                path: plan.path, arguments: plan.arguments, environment: plan.environment, directory: plan.directory,
                confinement: confinement)
        case nil:
            return try SpawnedChild(
                path: plan.path, arguments: plan.arguments, environment: plan.environment, directory: plan.directory,
                confinement: plan.confinement)
        }
    }
}

extension SandboxPlan {
    /// The part of the plan that the child puts on itself before it becomes the program.
    fileprivate var confinement: Confinement {
        // The limit of processes counts everything its user runs. Root's does not bind; its child gets a user of its own
        // where it is isolated, which runs nothing else.
        var limits = limits
        if geteuid() != 0 { limits?.processes += ProcessCount.ofUser(getuid()) }
        return Confinement(network: network, merged: merged, keepsUser: keepsUser, limits: limits)
    }
}
