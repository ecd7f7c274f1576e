import AgentRuntime

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension ShellCommand {
    /// Runs the command to its end.
    ///
    /// Nothing of it runs any more when this returns or throws; it never blocks a thread of the concurrency runtime.
    ///
    /// - Parameter onOutput: gets new output; what it throws ends the command.
    /// - Throws: `ToolFailure` when it cannot be started; `CancellationError`; what `onOutput` throws.
    func run(onOutput: (String) async throws -> Void) async throws -> CommandResult {
        try Task.checkCancellation()
        do {
            let exchange = try CommandExchange(shownLimit: outputLimit)
            try CommandThread(command: self, exchange: exchange).start()
            let result = try await withTaskCancellationHandler {
                try await Self.follow(exchange, onOutput: onOutput)
            } onCancel: {
                exchange.stop()
            }
            try Task.checkCancellation()
            return result
        } catch let failure as CommandStartFailure {
            throw ToolFailure(
                "The command could not be started: \(String(cString: strerror(failure.code))). "
                    + (failure.code == E2BIG ? "Write the long part to a file first." : "Try again or simplify it."))
        }
    }

    private static func follow(
        _ exchange: CommandExchange, onOutput: (String) async throws -> Void
    ) async throws -> CommandResult {
        var failure: (any Error)?
        while true {
            switch await exchange.next() {
            case .finished(let result):
                if let failure { throw failure }
                return try result.get()
            case .output(let text):
                guard failure == nil else { continue }
                do {
                    try await onOutput(text)
                } catch {
                    failure = error
                    exchange.stop()
                }
            }
        }
    }
}
