import ExactJSON
import Testing

@testable import AgentSettings

@Suite struct SettingsListingTests {
    @Test func `shows each value with where it came from`() throws {
        let text = SettingsListing(
            try loaded(
                "routing:\n  strategy: quality_first\nproviders: {lab: {base_url: \"http://h:1/v1\"}}\n",
                environment: ["FARTHING_BUDGETS__DAY__USD": "0.10", "X_API_KEY": "a,b"])
        ).text
        let lines = text.split(separator: "\n").map { line in
            line.split(separator: "  # ", maxSplits: 1).map { $0.last == " " ? String($0).trimmed : String($0) }
        }
        func origin(_ start: String) -> String? {
            lines.first { $0[0].hasSuffix(start) }?.last
        }
        #expect(origin("strategy: quality_first") == "farthing.yaml:2")
        #expect(origin("base_url: \"http://h:1/v1\"") == "farthing.yaml:3")
        #expect(origin("usd: 0.10") == "FARTHING_BUDGETS__DAY__USD")
        #expect(origin("enabled: true") == "default: Whether a message's difficulty chooses the model.")
        #expect(text.hasSuffix("# secrets: never shown\n#   X_API_KEY: set (2 keys), environment\n"))
        #expect(!text.contains("temperature"))
    }

    @Test(arguments: [true, false])
    func `reads back as the same settings`(_ all: Bool) throws {
        let yaml =
            SettingsReadingTests.document
            + "\nprompts: {paths: [\"a b\", \"true\", \"- x: #y\"]}\ntools: {shell: {timeout: 1500ms}}\n"
        let first = try loaded(yaml)
        let second = try loaded(SettingsListing(first, all: all).text)
        #expect(second.settings == first.settings)
        let standard = try loaded(SettingsListing(try loaded(""), all: all).text)
        #expect(standard.settings == Settings())
    }

    @Test func `documents every setting`() throws {
        let listing = SettingsListing(try loaded(""), all: true)
        #expect(listing.rows.allSatisfy { $0.isSection || !$0.summary.isEmpty })
        #expect(listing.text.contains("# temperature:"))
        #expect(listing.rows.filter { !$0.isSection }.count > 70)
    }

    @Test func `prints JSON with origins and exact numbers`() throws {
        let json = SettingsListing(
            try loaded("budgets: {global: {usd: 0.10}}\nprices: {a/b: {input_cost_per_token: 1e-07}}")
        ).json
        #expect(json["settings"]?["budgets"]?["global"]?["usd"]?.numberValue?.text == "0.10")
        #expect(json["settings"]?["prices"]?["a/b"]?["input_cost_per_token"]?.numberValue?.text == "1e-07")
        #expect(json["origins"]?["budgets.global.usd"]?.stringValue == "farthing.yaml:1")
        #expect(json["origins"]?["loop.max_depth"]?.stringValue == "default")
        #expect(json["secrets"] == [:])
    }
}
