import CSandbox

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A process that was started, with our ends of its pipes. Whoever has it closes them and waits for its end.
package struct SpawnedChild: Sendable {
    /// The process, leader of its session and group.
    package let id: Int32
    /// Its standard input, to be written.
    package let input: Int32
    /// Its standard output, to be read.
    package let output: Int32
    /// Its standard error, to be read.
    package let errors: Int32

    var pipes: [Int32] { [input, output, errors] }

    /// Starts a process.
    ///
    /// It is killed when the thread that calls this ends, where the system can do that.
    ///
    /// - Throws: `SpawnFailure`.
    init(
        path: String, arguments: [String], environment: [String: String], directory: String,
        confinement: Confinement? = nil, passing descriptor: Int32? = nil
    ) throws(SpawnFailure) {
        var pipes: [Int32] = [-1, -1, -1]
        var child = pid_t()
        var step: UnsafePointer<CChar>?
        let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
        let code = CStringList.with(arguments) { argv in
            CStringList.with(variables) { envp in
                Confinement.with(confinement) { confinement in
                    farthing_sandbox_spawn(
                        path, argv, envp, directory, confinement, descriptor ?? -1, &pipes, &child, &step)
                }
            }
        }
        guard code == 0 else {
            throw SpawnFailure(
                step: SpawnFailure.Step(rawValue: step.map { String(cString: $0) } ?? "") ?? .start, code: code,
                path: path, directory: directory)
        }
        (id, input, output, errors) = (child, pipes[0], pipes[1], pipes[2])
    }
}
