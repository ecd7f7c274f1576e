import LanguageModels

/// The tools of a run, in a stable order so that the list is the same bytes in every request.
struct Toolbox: Sendable {
    private let byName: [String: any DynamicTool]
    /// Sorted by name. Runs whose extensions offer the same have this very array, so that whoever remembers what it made
    /// of the definitions recognises it at once.
    let definitions: [ToolDefinition]
    /// Those that a model with tools of its own is offered: it answers in text, not by a tool.
    let native: [ToolDefinition]

    /// Makes a toolbox; of two tools of one name the first one counts.
    init(_ tools: [any DynamicTool]) { self.init(tools, byName: [:], definitions: []) }

    private init(byName: [String: any DynamicTool], like known: Extended) {
        self.byName = byName
        definitions = known.definitions
        native = known.native
    }

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
        native = byName["response"] == nil ? self.definitions : self.definitions.filter { $0.name != "response" }
    }

    /// The tools with others behind them.
    ///
    /// - Parameter last: what came of it the last time.
    func adding(_ tools: [any DynamicTool], last: inout Extended?) -> Toolbox {
        guard !tools.isEmpty else { return self }
        let added = tools.map(\.definition)
        guard let known = last, known.added == added else {
            let toolbox = Toolbox(tools, byName: byName, definitions: definitions)
            last = Extended(added: added, definitions: toolbox.definitions, native: toolbox.native)
            return toolbox
        }
        var byName = byName
        for (tool, definition) in zip(tools, added) where byName[definition.name] == nil {
            byName[definition.name] = tool
        }
        return Toolbox(byName: byName, like: known)
    }

    /// The definitions that were added to a toolbox, and all of them together.
    struct Extended: Sendable {
        fileprivate var added: [ToolDefinition]
        fileprivate var definitions: [ToolDefinition]
        fileprivate var native: [ToolDefinition]
    }

    subscript(name: String) -> (any DynamicTool)? { byName[name] }

    var names: String { definitions.map(\.name).joined(separator: ", ") }
}
