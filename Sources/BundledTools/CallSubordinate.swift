public import AgentRuntime

/// The tool that gives a task to a fresh agent, which draws on the same budgets.
public struct CallSubordinate: Tool {
    /// The task.
    public struct Arguments: ToolArguments {
        @Parameter("The task, with all that the other agent has to know: it sees nothing of this conversation.")
        var message: String
        @Parameter("The kind of agent to ask, when there are several.") var profile: String?

        /// Makes the declaration.
        public init() {}
    }

    /// `call_subordinate`.
    public static let name = "call_subordinate"
    /// What it does.
    public static let description =
        "Gives a large, self-contained part of the task to a fresh agent and returns its final answer."

    /// Makes the tool.
    public init() {}

    /// Runs the subordinate to its answer.
    ///
    /// - Throws: `ToolFailure` when the message is empty; what the subordinate's turn throws.
    public func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        guard arguments.message.contains(where: { !$0.isWhitespace }) else {
            throw ToolFailure("The message is empty. Say what the other agent is to do.")
        }
        return ToolOutput(try await run.callSubordinate(arguments.message, profile: arguments.profile))
    }
}
