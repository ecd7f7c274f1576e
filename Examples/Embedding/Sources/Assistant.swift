import AgentRuntime
import FarthingMain

struct Politeness: Extension {
    let manifest = ExtensionManifest(name: "politeness", summary: "Asks the model to be polite.")
    func register(in hooks: inout Hooks, for run: Run) {
        hooks.systemPrompt.add { $0.append(PromptSection("politeness", "Be polite.")) }
    }
}

@main struct Assistant {
    static func main() async { await FarthingMain.run(extensions: [Politeness()]) }
}
