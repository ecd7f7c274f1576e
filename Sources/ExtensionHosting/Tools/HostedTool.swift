import AgentRuntime
import ExactJSON
import LanguageModels

/// A tool of a server, as the model can call it.
struct HostedTool: DynamicTool {
    let definition: ToolDefinition
    /// Its name at the server.
    let name: String
    let instance: HostedInstance
    let timeout: Duration

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        let (notes, feed) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(64))
        do {
            let reply = try await withThrowingTaskGroup(of: JSONValue?.self) { group in
                group.addTask {
                    defer { feed.finish() }
                    return try await instance.request(
                        "tools/call", ["name": .string(name), "arguments": .object(invocation.arguments)],
                        onProgress: { feed.yield($0) })
                }
                group.addTask {
                    for await note in notes {
                        try await run.emit(
                            .toolProgress(ToolProgress(id: invocation.id, name: invocation.name, text: "\(note)\n")))
                    }
                    return nil
                }
                group.addTask { [timeout] in
                    try await run.clock.sleep(for: timeout)
                    throw ToolFailure("\(invocation.name) did not answer within \(timeout).")
                }
                defer { group.cancelAll() }
                while let part = try await group.next() {
                    if let part { return part }
                }
                throw CancellationError()
            }
            return try ToolReply(reply).output()
        } catch let error as HostingError {
            // For the model to read: another tool may help.
            throw ToolFailure(error.description)
        }
    }
}
