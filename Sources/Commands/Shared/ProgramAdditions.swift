package import AgentRuntime

/// What a program of one's own adds to the product: every command that makes a runtime makes it with these.
package struct ProgramAdditions: Sendable {
    /// Those of the running program.
    @TaskLocal package static var current = ProgramAdditions(extensions: [], tools: [])

    let extensions: [any AgentRuntime.Extension]
    let tools: [any DynamicTool]

    package init(extensions: [any AgentRuntime.Extension], tools: [any DynamicTool]) {
        self.extensions = extensions
        self.tools = tools
    }
}
