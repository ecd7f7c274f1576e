import AgentRuntime

/// The tool that saves a memory.
struct MemorySave: Tool {
    struct Arguments: ToolArguments {
        @Parameter("What to remember: one fact or one solution that stands by itself.") var text: String
        @Parameter("true when it counts in every project, not only in this one.") var everywhere: Bool?
        init() {}
    }

    static let name = "memory_save"
    static let description =
        "Saves something for later conversations: a preference, a fact about the project, a solution that worked."

    let book: MemoryBook

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let scope: MemoryScope = arguments.everywhere == true ? .everywhere : .project(run.workspace)
        let saved = try await book.save(
            [(.note, arguments.text)], in: scope, conversation: run.conversation, embedder: Memory.embedder(run))
        guard let entry = saved.first else {
            throw ToolFailure("Nothing was saved: the text is empty or holds a secret.")
        }
        return ToolOutput("Saved as \(entry.id).")
    }
}
