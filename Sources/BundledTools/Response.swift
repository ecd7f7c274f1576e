public import AgentRuntime

/// The tool by which a model that answers in JSON gives its final answer.
public struct Response: Tool {
    /// The answer.
    public struct Arguments: ToolArguments {
        @Parameter("The answer, in Markdown.") var text: String

        /// Makes the declaration.
        public init() {}
    }

    /// `response`.
    public static let name = "response"
    /// What it does.
    public static let description = "Gives the user the final answer, or asks them something, and ends the turn."

    /// Makes the tool.
    public init() {}

    /// Ends the turn with the text.
    public func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        ToolOutput(arguments.text, endsTurn: true)
    }
}
