import AgentRuntime
import LanguageModels

/// The tool that looks memories up.
struct MemoryLoad: Tool {
    struct Arguments: ToolArguments {
        @Parameter("What to look for, in the words that the memory would have.") var query: String
        @Parameter("The most memories to return; 5 unless given.") var limit: Int?
        init() {}
    }

    static let name = "memory_load"
    static let description = "Looks up what was saved in earlier conversations, the most similar first."

    let book: MemoryBook
    let settings: MemorySettings

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let response = try await Memory.embedder(run)([arguments.query])
        guard let model = response.model, let vector = response.vectors.first else {
            throw ToolFailure("The query has no vector: ask with other words.")
        }
        let found = try await book.nearest(
            to: vector, of: model, in: Memory.scopes(of: run.workspace),
            limit: min(max(arguments.limit ?? settings.limit, 1), 50), atLeast: settings.threshold * 0.5)
        guard !found.matches.isEmpty else { return ToolOutput("No memory is like that.") }
        return ToolOutput(
            found.matches.map { match in
                "\(match.entry.id) (\(match.entry.kind.rawValue), \(Int((match.similarity * 100).rounded())) %): "
                    + match.entry.text
            }.joined(separator: "\n"))
    }
}
