#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Builds an extension that has a `build.sh`, whose output goes where ours goes.
package enum BuildStep {
    /// Runs `build.sh` and waits for it; nothing when there is none.
    ///
    /// - Throws: `KitProblem` when it fails.
    package static func run(in folder: String) throws(KitProblem) {
        let script = "\(folder)/build.sh"
        guard access(script, F_OK) == 0 else { return }
        let words: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sh"), strdup(script), nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        guard posix_spawn(&process, "/bin/sh", nil, nil, words, environ) == 0 else {
            throw KitProblem("\(script) could not be started")
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        guard status == 0 else { throw KitProblem("\(script) failed: see what it said above") }
    }
}
