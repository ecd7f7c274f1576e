import CSandbox

/// What a child puts on itself before it becomes its program.
struct Confinement: Sendable {
    /// What it may read, and what it may change; nil leaves the file system as it is.
    var paths: (read: [String], write: [String])?
    /// Whether it may use the network, where it is filtered.
    var network = false
    /// Whether the filter of system calls is put on it.
    var filtered = false
    /// Whether it gets no input, and its errors go where its output goes.
    var merged = false
    /// Whether it stays root where this process is.
    var keepsUser = false
    /// How much of the machine it may use.
    var limits: SandboxPlan.Limits?

    /// The first of the user ids that no user has: systemd keeps them for services that get one for the while they run.
    private static let firstUser: UInt32 = 61_184
    private static let users: UInt32 = 4_336

    /// Gives the confinement as C takes it.
    static func with<R>(
        _ confinement: Confinement?, _ body: (UnsafePointer<farthing_confinement>?) -> R
    ) -> R {
        guard let confinement else { return body(nil) }
        var plain = farthing_confinement()
        plain.network = confinement.network ? 1 : 0
        plain.filtered = confinement.filtered ? 1 : 0
        plain.merged = confinement.merged ? 1 : 0
        if let limits = confinement.limits {
            plain.memory = UInt64(limits.memory)
            plain.processes = UInt64(limits.processes)
            plain.cpu = UInt64(limits.cpu)
        }
        guard let paths = confinement.paths else { return body(&plain) }
        if !confinement.keepsUser { plain.user = firstUser + UInt32.random(in: 0..<users) }
        return CStringList.with(paths.read) { read in
            CStringList.with(paths.write) { write in
                read.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: paths.read.count + 1) { read in
                    write.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: paths.write.count + 1) { write in
                        plain.readable = UnsafePointer(read)
                        plain.writable = UnsafePointer(write)
                        return body(&plain)
                    }
                }
            }
        }
    }
}
