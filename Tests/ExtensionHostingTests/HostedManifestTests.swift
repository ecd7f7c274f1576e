import AgentRuntime
import AgentSettings
import ExactJSON
import ExtensionHosting
import Testing

@Suite struct HostedManifestTests {
    @Test func `A whole manifest is read`() throws {
        let manifest = try SettingsDocument.read(
            HostedManifest.self,
            text: """
                name: redactor
                version: 1.2.0
                summary: Takes numbers out.
                command: [python3, main.py]
                order: 20
                hooks:
                  - {point: prompts_after, order: 21, timeout_ms: 500, on_failure: abort}
                  - {point: system_prompt}
                tools: [count]
                permissions: {network: true, paths: {read: [~/a], write: [.]}, secrets: [THE_KEY]}
                limits: {memory_mb: 64, processes: 4, cpu: 10s}
                settings:
                  mask: {type: string, default: "[number]", summary: What stands there.}
                """, shown: "extension.yaml")
        #expect(manifest.name == "redactor")
        #expect(manifest.command == ["python3", "main.py"])
        #expect(
            manifest.hooks == [
                ManifestHook(point: .messageLoopPromptsAfter, order: 21, timeout: 500, onFailure: .abort),
                ManifestHook(point: .systemPrompt),
            ])
        #expect(manifest.limits.memory == 64)
        #expect(
            manifest.clauses == [
                "runs python3 main.py", "takes part at message_loop_prompts_after", "takes part at system_prompt",
                "uses the network", "reads ~/a", "changes .", "is given the secret THE_KEY",
            ])
        #expect(try manifest.values(of: JSONObject()) == JSONObject([("mask", "[number]")]))
    }

    @Test(arguments: [
        (
            "name: x",
            "extension.yaml:1:1: command: an extension needs a command: [program, argument, …], e.g. [python3, main.py]"
        ),
        ("command: [a]", "extension.yaml:1:1: name: an extension needs a name"),
        ("name: x\ncommand: [a]\nhook: []", "extension.yaml:3:1: hook: unknown key; did you mean \"hooks\"?"),
        (
            "name: x\ncommand: [a]\nhooks:\n  - {point: sistem_prompt}",
            "extension.yaml:4:13: hooks.0.point: \"sistem_prompt\" is not a hook point; did you mean \"system_prompt\"?"
        ),
        (
            "name: x\ncommand: [a]\nsettings: {n: {type: integer, default: two}}",
            "extension.yaml:3:40: settings.n.default: the default is not of the type integer"
        ),
    ]) func `What is wrong is said with its line`(text: String, message: String) throws {
        do {
            _ = try SettingsDocument.read(HostedManifest.self, text: text, shown: "extension.yaml")
            Issue.record("it was read")
        } catch {
            #expect(error.problems.contains { $0.description == message }, "\(error)")
        }
    }

    @Test func `Settings are checked against what is declared`() throws {
        var manifest = HostedManifest()
        manifest.name = "x"
        manifest.settings["n"] = SettingDeclaration(kind: .integer, isRequired: true)
        #expect(throws: HostingError(.badSettings, extension: "x", "it needs `extensions: settings: x: n:`")) {
            try manifest.values(of: JSONObject())
        }
        #expect(throws: HostingError(.badSettings, extension: "x", "its setting \"n\" must be of the type integer")) {
            try manifest.values(of: JSONObject([("n", "1")]))
        }
        #expect(throws: HostingError(.badSettings, extension: "x", "it has no setting \"m\"; it has n")) {
            try manifest.values(of: JSONObject([("m", 1)]))
        }
        #expect(try manifest.values(of: JSONObject([("n", 1)])) == JSONObject([("n", 1)]))
    }
}
