/// A program to start, and everything that it may do.
package struct SandboxPlan: Sendable, Hashable {
    /// The most of the machine that it may use.
    package struct Limits: Sendable, Hashable {
        /// Memory of all its processes together, in bytes: the kernel keeps each of them to it, `SandboxWatch` all of them.
        package var memory: Int
        /// Processes and threads at once.
        package var processes: Int
        /// Processor time of each process, in seconds.
        package var cpu: Int

        package init(memory: Int = 512 << 20, processes: Int = 64, cpu: Int = 3600) {
            self.memory = memory
            self.processes = processes
            self.cpu = cpu
        }
    }

    /// The program, absolute.
    package var path: String
    /// Its arguments, its own name first.
    package var arguments: [String]
    /// Its environment, whole.
    package var environment: [String: String]
    /// The folder it starts in, absolute.
    package var directory: String
    /// What it may read beside the system's programs, absolute.
    package var readable: [String]
    /// What it may read and change, absolute.
    package var writable: [String]
    /// Whether it may use the network.
    package var network: Bool
    /// How much of the machine it may use; nil limits nothing.
    package var limits: Limits?
    /// Whether it gets no input, and its errors go where its output goes.
    package var merged = false
    /// Whether it stays root where this process is: then its files are root's, and no limit of processes binds it.
    package var keepsUser = false

    package init(
        path: String, arguments: [String], environment: [String: String], directory: String, readable: [String] = [],
        writable: [String] = [], network: Bool = false, limits: Limits? = Limits()
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.readable = readable
        self.writable = writable
        self.network = network
        self.limits = limits
    }

    /// What every program may read: the system's programs and libraries, and what they need to know of the machine.
    /// No home folder, no keys, no sockets.
    package static let systemPaths: [String] =
        ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store"]
        + [
            "alternatives", "ca-certificates", "ca-certificates.conf", "debian_version", "fonts", "gai.conf",
            "group", "host.conf", "hosts", "inputrc", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "locale.alias",
            "localtime", "machine-id", "magic", "mime.types", "nsswitch.conf", "os-release", "passwd", "pki",
            "profile", "profile.d", "protocols", "python3", "python3.11", "python3.12", "python3.13", "resolv.conf",
            "services", "shells", "ssl/certs", "ssl/openssl.cnf", "terminfo", "timezone", "bash.bashrc", "environment",
            "nodejs", "perl",
        ].map { "/etc/\($0)" }
        + ["/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/filesystems", "/proc/loadavg"]
        + ["/sys/devices/system/cpu", "/dev/urandom", "/dev/random"]

    /// What every program may write to.
    package static let systemSinks = ["/dev/null", "/dev/zero", "/dev/full"]
}
