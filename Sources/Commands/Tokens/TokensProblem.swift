/// What stops a tokens command: the message and the exit code.
struct TokensProblem: Error {
    /// Says what is wrong and with what.
    let message: String
    /// 2 for the way the command was called, 1 for what it was given to read.
    let exitCode: Int32

    static func usage(_ message: String) -> TokensProblem { TokensProblem(message: message, exitCode: 2) }
    static func data(_ message: String) -> TokensProblem { TokensProblem(message: message, exitCode: 1) }
}
