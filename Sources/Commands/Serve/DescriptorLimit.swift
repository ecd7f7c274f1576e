#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many files and connections this process may have open.
enum DescriptorLimit {
    /// Takes as many as the system grants without asking, up to what a server has use for: the usual 1,024 are 500
    /// streams, each of which is two connections.
    static func raise() {
        #if canImport(Glibc)
            let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let kind = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(kind, &limit) == 0 else { return }
        let wanted = min(limit.rlim_max, 65_536)
        guard limit.rlim_cur < wanted else { return }
        limit.rlim_cur = wanted
        // What is refused leaves the limit as it was, and connections beyond it wait.
        setrlimit(kind, &limit)
    }
}
