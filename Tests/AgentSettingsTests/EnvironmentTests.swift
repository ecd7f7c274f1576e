import ExactJSON
import Testing

@testable import AgentSettings

@Suite struct EnvironmentTests {
    @Test func `overrides the file by path`() throws {
        let loaded = try loaded(
            "routing: {strategy: balanced, enabled: false}\nproviders: {my-lab: {dialect: openai}}\n",
            environment: [
                "FARTHING_ROUTING__STRATEGY": "quality_first", "FARTHING_MODELS__CHAT__MODEL": "a/b",
                "FARTHING_MODELS__CHAT__LIMITS__INPUT_TOKENS": "10", "FARTHING_EXTENSIONS__DISABLED": "One, Two",
                "FARTHING_PROVIDERS__MY_LAB__BASE_URL": "http://localhost:1/v1",
                "FARTHING_PROVIDERS__NEW__DIALECT": "anthropic", "FARTHING_BUDGETS__MONTH__USD": "30",
                "FARTHING_MODELS__CHAT__PARAMETERS__TOP_P": "0.5", "FARTHING_LOOP__MAX_DEPTH": "", "OTHER": "x",
                "FARTHING_STORAGE__PATH": "/tmp/x.db",
            ])
        let settings = loaded.settings
        #expect(settings.routing.strategy == .qualityFirst)
        #expect(settings.routing.enabled == false)
        #expect(settings.models.chat.model == "a/b")
        #expect(settings.models.chat.limits.inputTokens == 10)
        #expect(settings.extensions.disabled == ["One", "Two"])
        #expect(settings.providers["my-lab"]?.baseURL == "http://localhost:1/v1")
        #expect(settings.providers["my-lab"]?.dialect == .openai)
        #expect(settings.providers["new"]?.dialect == .anthropic)
        #expect(settings.budgets.month.usd?.text == "30")
        #expect(settings.models.chat.parameters["top_p"]?.numberValue?.text == "0.5")
        #expect(settings.loop == LoopSettings())
        #expect(loaded.databasePath == "/tmp/x.db")
        #expect(loaded.origin(of: SettingPath(["routing", "strategy"])) == .environment("FARTHING_ROUTING__STRATEGY"))
        #expect(loaded.origin(of: SettingPath(["routing", "enabled"])).description == "farthing.yaml:1")
        #expect(loaded.origin(of: SettingPath(["loop", "max_depth"])) == .standard)
    }

    @Test(arguments: [
        (
            "FARTHING_MODELS_CHAT_MODEL", "a/b",
            "FARTHING_MODELS_CHAT_MODEL: no setting has this name; did you mean FARTHING_MODELS__CHAT__MODEL?"
        ),
        (
            "FARTHING_ROUTING__STRATEGEY", "",
            "FARTHING_ROUTING__STRATEGEY: no setting has this name; did you mean FARTHING_ROUTING__STRATEGY?"
        ),
        ("FARTHING_CONFIGG", "x", "FARTHING_CONFIGG: no setting has this name; did you mean FARTHING_CONFIG?"),
        (
            "FARTHING_QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ", "x",
            "FARTHING_QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ: no setting has this name; "
                + "farthing config show --all lists all settings"
        ),
        (
            "FARTHING_ROUTING", "x",
            "FARTHING_ROUTING: this is a section; set one of its keys, e.g. FARTHING_ROUTING__ENABLED"
        ),
        ("FARTHING_ROUTING__ENABLED", "si", "FARTHING_ROUTING__ENABLED: \"si\" is not true or false"),
        (
            "FARTHING_ROUTING__ENABLED__X", "1",
            "FARTHING_ROUTING__ENABLED__X: no setting has this name; did you mean FARTHING_ROUTING__ENABLED?"
        ),
    ])
    func `refuses unknown names and wrong values`(_ name: String, _ value: String, _ message: String) throws {
        #expect(try problems("", environment: [name: value]) == [message])
    }

    @Test func `leaves other parts of the program their variables`() throws {
        let folder = try TemporaryFolder()
        let loaded = try LoadedSettings.load(
            SettingsRequest(
                workingDirectory: folder.path, environment: ["FARTHING_TRACE": "1"],
                otherVariables: ["FARTHING_TRACE"]))
        #expect(loaded.settings == Settings())
    }

    @Test func `every setting has a variable that reaches it`() throws {
        let names = EnvironmentOverrides.names(with: SettingNode(.null)).filter { $0 != "FARTHING_CONFIG" }
        #expect(names.count == 102)
        for name in names {
            // A value that no setting but a text takes: what counts is that none is called unknown.
            let found = try problems("", environment: [name: "\u{7}"])
            #expect(found.allSatisfy { !$0.contains("no setting has this name") }, "\(found)")
        }
    }

    @Test(arguments: [
        "MODELS__CHAT__PARAMETERS__TOP_P", "BUDGETS__TOOL__SHELL__OPERATIONS", "BUDGETS__DAY__FIXED__VPN",
    ])
    func `makes names that the file does not have`(_ path: String) throws {
        #expect(try problems("", environment: ["FARTHING_\(path)": "1"]) == [])
    }
}
