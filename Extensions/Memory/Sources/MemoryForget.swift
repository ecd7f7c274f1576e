import AgentRuntime

/// The tool that forgets memories.
struct MemoryForget: Tool {
    struct Arguments: ToolArguments {
        @Parameter("The memories' names, as memory_load shows them, separated by commas.") var ids: String
        init() {}
    }

    static let name = "memory_forget"
    static let description = "Forgets memories that turned out to be wrong or are not wanted any more."

    let book: MemoryBook

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let ids = arguments.ids.split { ", ".contains($0) }.map(String.init)
        let forgotten = try await book.forget(ids, in: Memory.scopes(of: run.workspace))
        guard !forgotten.isEmpty else { throw ToolFailure("No memory has that name: memory_load shows the names.") }
        return ToolOutput("Forgotten: \(forgotten.map(\.id).joined(separator: ", ")).")
    }
}
