import AgentRuntime
import LanguageModels

/// The tool that opens again what was shortened.
struct Expand: Tool {
    struct Arguments: ToolArguments {
        @Parameter("The name after \"expand\" in the shortened text.") var handle: String
        @Parameter("Where to begin, in characters from 0.") var offset: Int?
    }

    static let name = "expand"
    static let description = """
        Shows the whole of a text that was shortened in this conversation. Use it when a shortened text says \
        "expand NAME" and what you need is not in it.
        """
    /// The most that is shown at once, in characters.
    private static let page = 12_000

    private static let made = ToolDefinition(name: name, description: description, parameters: Arguments.schema)

    let memory: CompressionMemory

    /// Made once: every run has the tool.
    var definition: ToolDefinition { Self.made }

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        let (text, names) = memory.withConversation(run.conversation) { known in
            (known.originals[arguments.handle], known.originals.keys.sorted())
        }
        guard let text else {
            let list = names.isEmpty ? "Nothing is shortened now." : "There are: \(names.joined(separator: ", "))."
            throw ToolFailure("Nothing is called \(arguments.handle). \(list)")
        }
        let rest = text.dropFirst(max(0, arguments.offset ?? 0))
        let shown = rest.prefix(Self.page)
        guard shown.count < rest.count else { return ToolOutput(String(shown)) }
        let next = max(0, arguments.offset ?? 0) + Self.page
        return ToolOutput("\(shown)\n[more: expand \(arguments.handle) with offset \(next)]")
    }
}
