extension SandboxPlan {
    /// The arguments that make bubblewrap start this program: a file system of its own that holds nothing else than what
    /// it may use, no other process in sight, and its end with ours.
    ///
    /// - Parameter filter: the descriptor of the filter of system calls; nil for none.
    func bubblewrapArguments(_ bubblewrap: String, filter: Int32?) -> [String] {
        var words = [bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
        if network { words.append("--share-net") }
        words += ["--proc", "/proc", "--dev", "/dev"]
        let system = Self.systemPaths.filter { !$0.hasPrefix("/proc") && !$0.hasPrefix("/dev") }
        for path in system + readable { words += ["--ro-bind-try", path, path] }
        for path in writable { words += ["--bind-try", path, path] }
        // What holds all that is in memory: nothing is to be put there.
        words += ["--remount-ro", "/dev", "--remount-ro", "/"]
        // The environment is bubblewrap's own: on its command line, others could read it.
        words += ["--chdir", directory]
        if let filter { words += ["--seccomp", "\(filter)"] }
        return words + ["--", path] + arguments.dropFirst()
    }
}
