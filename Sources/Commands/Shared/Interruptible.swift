/// Runs an operation that Ctrl-C or the end of the terminal cancels, so that what was used is still settled.
func interruptible<T: Sendable>(_ operation: @escaping @Sendable () async throws -> T) async throws -> T {
    let signals = InterruptWatch()
    return try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            await signals.next()
            return nil
        }
        defer { group.cancelAll() }
        if let finished = try await group.next() ?? nil { return finished }
        group.cancelAll()
        // Interrupted: the operation ends with its own error, or with its result when it was done already.
        while let last = try await group.next() { if let last { return last } }
        throw CancellationError()
    }
}
