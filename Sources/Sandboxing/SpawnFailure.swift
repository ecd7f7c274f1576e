#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a program could not be started.
package struct SpawnFailure: Error, Sendable, Hashable {
    /// How far it came.
    package enum Step: String, Sendable, Hashable {
        /// No process could be made.
        case start
        /// Its folder could not be entered.
        case directory
        /// It could not be confined.
        case sandbox
        /// Its program could not be run.
        case exec
    }

    /// How far it came.
    package var step: Step
    /// The system's error number.
    package var code: Int32
    /// The program.
    package var path: String
    /// Its folder.
    package var directory: String

    package init(step: Step, code: Int32, path: String, directory: String) {
        self.step = step
        self.code = code
        self.path = path
        self.directory = directory
    }
}

extension SpawnFailure: CustomStringConvertible {
    /// What happened, one line.
    package var description: String {
        let reason = String(cString: strerror(code))
        return switch step {
        case .start: "no process could be started: \(reason)"
        case .directory: "its folder \(directory) cannot be entered: \(reason)"
        case .sandbox: "the sandbox could not be put around it: \(reason)"
        case .exec: "\(path) cannot be run: \(reason)"
        }
    }
}
