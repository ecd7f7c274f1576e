import LanguageModels

/// The tools of a run, in a stable order so that the list is the same bytes in every request.
struct Toolbox: Sendable {
    private let byName: [String: any DynamicTool]
    let definitions: [ToolDefinition]

    /// Makes a toolbox; of two tools of one name the first one counts.
    init(_ tools: [any DynamicTool]) {
        var byName: [String: any DynamicTool] = [:]
        var definitions: [ToolDefinition] = []
        for tool in tools {
            let definition = tool.definition
            guard byName.updateValue(tool, forKey: definition.name) == nil else { continue }
            definitions.append(definition)
        }
        self.byName = byName
        self.definitions = definitions.sorted { $0.name < $1.name }
    }

    subscript(name: String) -> (any DynamicTool)? { byName[name] }

    var names: String { definitions.map(\.name).joined(separator: ", ") }
}
