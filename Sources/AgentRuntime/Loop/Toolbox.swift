import LanguageModels

/// The tools of a run, in a stable order so that the list is the same bytes in every request.
struct Toolbox: Sendable {
    private let byName: [String: any DynamicTool]
    /// Sorted by name. Every run without tools of its extensions has this very array, so that whoever remembers what it
    /// made of the definitions recognises it at once.
    let definitions: [ToolDefinition]

    /// Makes a toolbox; of two tools of one name the first one counts.
    init(_ tools: [any DynamicTool]) { self.init(tools, byName: [:], definitions: []) }

    private init(
        _ tools: [any DynamicTool], byName: [String: any DynamicTool], definitions: [ToolDefinition]
    ) {
        var (byName, definitions) = (byName, definitions)
        for tool in tools {
            let definition = tool.definition
            guard byName[definition.name] == nil else { continue }
            byName[definition.name] = tool
            definitions.append(definition)
        }
        self.byName = byName
        self.definitions = definitions.sorted { $0.name < $1.name }
    }

    /// The tools with others behind them.
    func adding(_ tools: [any DynamicTool]) -> Toolbox {
        Toolbox(tools, byName: byName, definitions: definitions)
    }

    subscript(name: String) -> (any DynamicTool)? { byName[name] }

    var names: String { definitions.map(\.name).joined(separator: ", ") }
}
