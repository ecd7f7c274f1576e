import AgentRuntime
import LanguageModels
import PromptTemplates

/// A tool whose description comes from the prompts, where a place on disk may change it.
struct DescribedTool: DynamicTool {
    let definition: ToolDefinition
    private let tool: any DynamicTool

    /// Takes the description from `agent.system.tool.NAME`; a tool without such a prompt keeps its own.
    ///
    /// - Throws: `PromptError` when the prompt cannot be rendered.
    init(_ tool: any DynamicTool, prompts: PromptLibrary) throws {
        self.tool = tool
        var definition = tool.definition
        let prompt = "agent.system.tool.\(definition.name)"
        if prompts.has(prompt) { definition.description = try prompts.render(prompt) }
        self.definition = definition
    }

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        try await tool.call(invocation, in: run)
    }
}
