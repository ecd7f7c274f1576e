import Foundation
import Testing

@testable import AgentSettings

@Suite struct BadSettingsTests {
    /// A text and the one line that must be said about it.
    struct Case: CustomTestStringConvertible {
        let yaml: String
        let message: String
        init(_ yaml: String, _ message: String) {
            self.yaml = yaml
            self.message = message
        }
        var testDescription: String { message }
    }

    static let unknownKeys = [
        Case(
            "models:\n  chat:\n    modle: a/b\n",
            #"farthing.yaml:3:5: models.chat.modle: unknown key; did you mean "model"?"#),
        Case("ruoting: {}\n", #"farthing.yaml:1:1: ruoting: unknown key; did you mean "routing"?"#),
        Case(
            "storage:\n\n  colour: red\n",
            "farthing.yaml:3:3: storage.colour: unknown key; valid here: path, durability"),
        Case(
            "budgets:\n  tool:\n    shell: {limit: 3}\n",
            "farthing.yaml:3:13: budgets.tool.shell.limit: unknown key; valid here: usd, tokens, operations, "
                + "on_exhausted, yields_to_priority"
        ),
        Case(
            "providers:\n  openai:\n    api_key: sk-123\n",
            "farthing.yaml:3:5: providers.openai.api_key: keys and passwords never stand in the settings; "
                + "set an environment variable or secrets.env"),
    ]

    static let wrongValues = [
        Case("routing: {enabled: maybe}", #"farthing.yaml:1:20: routing.enabled: "maybe" is not true or false"#),
        Case(
            "routing: 5",
            "farthing.yaml:1:10: routing: \"5\" is not a section; its keys are enabled, strategy, "
                + "quality_threshold, thresholds, shadow, switch_policy, tiers"),
        Case("routing: {enabled: [true]}", "farthing.yaml:1:20: routing.enabled: a list is not true or false"),
        Case(
            "[a, b]",
            "farthing.yaml:1:1: a list is not a section; its keys are models, routing, budgets, providers, "
                + "prices, limits, extensions, batching, loop, tools, storage, prompts"),
        Case(
            "routing:\n  strategy: cost-optimised",
            "farthing.yaml:2:13: routing.strategy: \"cost-optimised\" is not one of cost_optimized, balanced, "
                + "quality_first; did you mean \"cost_optimized\"?"),
        Case(
            "routing: {quality_threshold: 70}",
            "farthing.yaml:1:30: routing.quality_threshold: \"70\" is not a number from 0 to 1"),
        Case(
            "routing: {quality_threshold: .nan}",
            "farthing.yaml:1:30: routing.quality_threshold: \".nan\" is not a number from 0 to 1"),
        Case(
            "loop: {max_iterations: 0}",
            "farthing.yaml:1:24: loop.max_iterations: \"0\" is not a whole number from 1 to 10000"),
        Case(
            "loop: {max_iterations: 1e3}",
            "farthing.yaml:1:24: loop.max_iterations: \"1e3\" is not a whole number from 1 to 10000"),
        Case(
            "models: {chat: {model: gpt-4.1}}",
            "farthing.yaml:1:24: models.chat.model: \"gpt-4.1\" is not a model: write provider/name, "
                + "e.g. openai/gpt-4.1-mini"),
        Case(
            "budgets: {global: {usd: -1}}",
            "farthing.yaml:1:25: budgets.global.usd: \"-1\" is not an amount in dollars: 0 to 9000000 with at most "
                + "12 decimals, e.g. 0.50"),
        Case(
            "budgets: {global: {usd: $5}}",
            "farthing.yaml:1:25: budgets.global.usd: \"$5\" is not an amount in dollars: 0 to 9000000 with at most "
                + "12 decimals, e.g. 0.50"),
        Case(
            "budgets: {month: {time_zone: Europe/Pariss}}",
            "farthing.yaml:1:30: budgets.month.time_zone: \"Europe/Pariss\" is not a time zone, e.g. UTC or Europe/Paris"
        ),
        Case(
            "tools: {shell: {timeout: 5 minutes}}",
            "farthing.yaml:1:26: tools.shell.timeout: \"5 minutes\" is not a time from 1s to 24h, "
                + "e.g. 500ms, 30s, 5m or 1h"),
        Case(
            "prices:\n  a/b:\n    input_cost_per_token: -0.1",
            "farthing.yaml:3:27: prices.a/b.input_cost_per_token: \"-0.1\" is negative; a price or limit is at least 0"),
        Case(
            "prices:\n  a/b:\n    input_cost_per_token: 1,5",
            "farthing.yaml:3:27: prices.a/b.input_cost_per_token: \"1,5\" is not a decimal number, "
                + "e.g. 0.0000025 or 2.5e-06"),
        Case(
            "prices:\n  gpt-4: {}",
            "farthing.yaml:2:3: prices.gpt-4: \"gpt-4\" is not a model: write provider/name, e.g. lab/some-model"),
        Case(
            "providers:\n  My Lab: {}",
            "farthing.yaml:2:3: providers.My Lab: \"My Lab\" is not a provider's name: use a-z, 0-9, _ and -"),
        Case(
            "extensions: {disabled: Memory}",
            "farthing.yaml:1:24: extensions.disabled: \"Memory\" is not a list; write [a, b]"),
    ]

    static let combinations = [
        Case(
            "routing:\n  thresholds: {simple: 0.8}",
            "farthing.yaml:2:24: routing.thresholds.simple: the thresholds are out of order: simple 0.8 must not be "
                + "above standard 0.7"),
        Case(
            "routing:\n  thresholds: {standard: 0.2}",
            "farthing.yaml:2:26: routing.thresholds.standard: the thresholds are out of order: simple 0.3 must not "
                + "be above standard 0.2"),
        Case(
            "routing:\n  tiers: {simple: [a/b], standard: [], premium: [a/c]}",
            "farthing.yaml:2:36: routing.tiers.standard: the tier is empty; list at least one model, or leave tiers out"
        ),
        Case(
            "routing:\n  tiers: {simple: [a/b], standard: [a/c]}",
            "farthing.yaml:2:10: routing.tiers.premium: the tier is missing; list its models, or leave tiers out "
                + "altogether"),
        Case(
            "budgets:\n  thresholds: [0.95, 0.8]",
            "farthing.yaml:2:15: budgets.thresholds: the thresholds are out of order: [0.95, 0.8] must rise"),
    ]

    @Test(arguments: unknownKeys + wrongValues + combinations)
    func `refuses with the file, the line and what to write instead`(_ bad: Case) throws {
        #expect(try problems(bad.yaml) == [bad.message])
    }

    @Test(arguments: [
        Case("models:\n  chat: {model: a/b\nrouting: {}\n", "farthing.yaml:3:8: not valid YAML: "),
        Case("models:\n\tchat: {}\n", "farthing.yaml:2:1: not valid YAML: "),
        Case("a: 'x\n", "farthing.yaml:2:1: not valid YAML: "),
        Case("loop: {max_depth: 1}\nloop: {max_depth: 2}\n", "farthing.yaml:1:1: \"loop\" stands twice"),
        Case("loop: {}\n---\nloop: {}\n", "farthing.yaml:2:1: not valid YAML: "),
        Case("loop: *nothing\n", "farthing.yaml:1:7: not valid YAML: found undefined alias"),
        Case("a: \"\u{1}\"\n", "farthing.yaml:1:5: not valid YAML: "),
        Case("? [a]\n: b\n", "farthing.yaml:1:3: a key must be a single word or text"),
    ])
    func `names the line of what is not YAML`(_ bad: Case) throws {
        let found = try problems(bad.yaml)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(bad.message) == true, "\(found)")
    }

    @Test func `reports all problems at once, in order, and counts what is too much`() throws {
        #expect(
            try problems("loop: {max_depth: x, wrong: 1}\nrouting: {enabled: x}\n") == [
                #"farthing.yaml:1:19: loop.max_depth: "x" is not a whole number from 0 to 32"#,
                "farthing.yaml:1:22: loop.wrong: unknown key; valid here: max_iterations, max_depth, "
                    + "unusable_replies, repeated_calls",
                #"farthing.yaml:2:20: routing.enabled: "x" is not true or false"#,
            ])
    }

    @Test func `keeps fifty problems and counts the others`() throws {
        let many = (0..<60).map { "zzzzzzzzzz\($0): 1" }.joined(separator: "\n")
        let error = #expect(throws: SettingsError.self) { try loaded(many) }
        #expect(error?.problems.count == 50)
        #expect(error?.omitted == 10)
        #expect(error?.description.hasSuffix("\nand 10 more") == true)
    }

    @Test func `refuses what would grow without bound`() throws {
        let bomb = "a: &a [x,x]\n" + (0..<40).map { "b\($0): [*a, *a]\n" }.joined()
        #expect(try problems(bomb) == ["farthing.yaml:1:1: more than 32 aliases; write the values out"])
        let deep =
            "extensions: {settings: {a: {b: " + String(repeating: "[", count: 40)
            + String(repeating: "]", count: 40) + "}}}"
        #expect(try problems(deep).first?.hasSuffix("too much or too deeply nested for settings") == true)
        #expect(try problems(String(repeating: "[", count: 100_000)).count == 1)
        #expect(
            try problems(String(repeating: "# padding\n", count: 30_000)).first?
                .hasSuffix("farthing.yaml:1:1: is larger than 256 KiB") == true)
    }

    @Test func `names the line that is not UTF-8`() throws {
        let folder = try TemporaryFolder()
        try folder.write("farthing.yaml", Data("loop:\n  max_depth: \u{FF}".utf8.dropLast()))
        let error = #expect(throws: SettingsError.self) {
            try LoadedSettings.load(SettingsRequest(workingDirectory: folder.path, environment: [:]))
        }
        #expect(error?.description == "farthing.yaml:2:1: is not UTF-8 text")
    }

    @Test func `says when the named file is missing or a folder`() throws {
        let folder = try TemporaryFolder()
        func problem(_ file: String) -> String? {
            #expect(throws: SettingsError.self) {
                try LoadedSettings.load(
                    SettingsRequest(configuration: file, workingDirectory: folder.path, environment: [:]))
            }?.description
        }
        #expect(problem("none.yaml") == "none.yaml:1:1: there is no such file")
        #expect(problem(".") == ".:1:1: is not a file")
    }

    @Test func `never repeats what may be a key or a password`() throws {
        let found = try problems(
            """
            providers:
              lab: {key_env: sk-live-123, base_url: "http://me:hunter2@host/v1", api_key: sk-live-123}
            """)
        #expect(found.count == 3)
        #expect(!found.joined().contains("sk-live-123"))
        #expect(!found.joined().contains("hunter2"))
    }
}
