public import AgentRuntime

/// The tools that come with the runtime.
public enum BundledTools {
    /// All of them: `read_file`, `write_file`, `list_files`, `search_files`, `shell`, `call_subordinate`, `response`.
    ///
    /// - Parameter shell: the tool that runs commands; nil leaves it out.
    public static func all(shell: Shell? = Shell()) -> [any DynamicTool] {
        let files: [any DynamicTool] = [ReadFile(), WriteFile(), ListFiles(), SearchFiles()]
        let others: [any DynamicTool] = [CallSubordinate(), Response()]
        return files + (shell.map { [$0] } ?? []) + others
    }
}
