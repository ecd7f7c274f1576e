import ExactJSON
import FarthingTesting
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `farthing budgets` as a person or a script uses it.
@Suite(.serialized) struct BudgetsCommandTests {
    private func run(_ product: Product, _ arguments: [String]) throws -> ProductProcess.End {
        try product.start(arguments + ["--config", "\(product.folder)/farthing.yaml"]).finish(input: [])
    }

    @Test(arguments: [
        // Amounts.
        (["budgets", "set", "month", "--usd=-1"], "negative"),
        (["budgets", "set", "month", "--usd", "1e400"], "1e400"),
        (["budgets", "set", "month", "--usd", "99999999999"], "out of range"),
        (["budgets", "set", "month", "--usd", "9200000"], "more than any budget may be"),
        (["budgets", "set", "month", "--usd", "NaN"], "NaN"),
        (["budgets", "set", "month", "--usd", "1,50"], "1,50"),
        (["budgets", "set", "month", "--usd", "$5"], "$5"),
        (["budgets", "set", "month", "--usd", "0.0000000000001"], "0.0000000000001"),
        (["budgets", "set", "month", "--tokens=-5"], "whole number"),
        (["budgets", "set", "month", "--tokens", "1.5"], "whole number"),
        (["budgets", "set", "month", "--tokens", "99999999999999999999"], "whole number"),
        (["budgets", "set", "month", "--operations", "many"], "whole number"),
        (["budgets", "set", "month"], "Say how much"),
        (["budgets", "add", "month", "--usd", "0", "--reason", "x"], "more than 0"),
        (["budgets", "add", "month", "--usd", "unlimited", "--reason", "x"], "unlimited"),
        // Scopes.
        (["budgets", "set", "week", "--usd", "1"], "is no scope"),
        (["budgets", "set", "Month", "--usd", "1"], "is no scope"),
        (["budgets", "set", "", "--usd", "1"], "is no scope"),
        (["budgets", "set", "tool", "--usd", "1"], "Say which tool"),
        (["budgets", "set", "tool:", "--usd", "1"], "1 to 200 characters"),
        (["budgets", "set", "tag:a b", "--usd", "1"], "without white space"),
        (["budgets", "set", "month:2026-11", "--usd", "1"], "takes no name"),
        (["budgets", "set", "global:all", "--usd", "1"], "takes no name"),
        // What is not there.
        (["budgets", "add", "global", "--usd", "1", "--reason", "x"], "no limit"),
        (["budgets", "add", "conversation", "--usd", "1", "--reason", "x"], "every conversation"),
        (["budgets", "remove", "tag:none"], "No command has set"),
        (["budgets", "add", "month", "--usd", "1"], "--reason"),
        (["budgets", "alerts", "--limit", "0"], "--limit"),
        (["run", "Hi", "--budget=-1"], "negative"),
        (["run", "Hi", "--budget", "lots"], "lots"),
    ])
    func `what makes no sense is refused with a reason, and changes nothing`(
        _ arguments: [String], _ reason: String
    ) throws {
        let product = try Product(ScriptedProvider())
        let end = try run(product, arguments)
        #expect(end.exitCode == 2 || end.exitCode == 64, "\(end)")
        #expect(end.errors.contains(reason), "\(end.errors)")
        #expect(product.provider.billed == 0)
        #expect(try run(product, ["budgets", "list", "--json"]).output.contains(#""source":"command""#) == false)
    }

    @Test(arguments: [
        ("{month: {usd: -5}}", "usd"), ("{month: {time_zone: Mars/Phobos}}", "Mars/Phobos"),
        ("{week: {usd: 5}}", "week"), ("{wait: soon}", "soon"), ("{wait: -5s}", "wait"),
        ("{month: {usd: 5, on_exhausted: explode}}", "explode"), ("{thresholds: [0.9, 0.5]}", "out of order"),
        ("{thresholds: [1.5]}", "thresholds"), ("{conversation: {tokens: 1.5}}", "tokens"),
        ("{alerts: {secret_env: X}}", "no webhook"), ("{alerts: {webhook: nowhere}}", "webhook"),
        ("{conversation: {usd: 1, usd: 2}}", "usd"),
    ])
    func `settings that make no sense are refused by name`(_ budgets: String, _ reason: String) throws {
        let product = try Product(ScriptedProvider())
        try product.write("budgets: \(budgets)\n", to: "bad.yaml")
        let end = try product.start(["run", "Hi", "--config", "\(product.folder)/bad.yaml"]).finish(input: [])
        #expect(end.exitCode == 2, "\(end)")
        #expect(end.errors.contains(reason), "\(end.errors)")
    }

    @Test func `a cap below what is spent is taken, says so, and blocks at once until it is raised`() throws {
        let product = try Product(ScriptedProvider())
        #expect(try run(product, ["run", "Count"]).exitCode == 0)
        let set = try run(product, ["budgets", "set", "global", "--usd", "0.00001"])
        #expect(set.exitCode == 0)
        #expect(set.output.contains("More than that is spent already"))
        let refused = try run(product, ["run", "Count", "--json"])
        #expect(refused.exitCode == 3)
        let error = try JSONValue(parsing: refused.output)["error"]
        #expect(error?["type"] == "budget_exceeded")
        #expect(product.provider.billed == 1)
        let alerts = try run(product, ["budgets", "alerts", "--json"]).output
        #expect(alerts.contains(#""scope":"global","threshold":1,"#), "\(alerts)")
        #expect(try run(product, ["budgets", "add", "global", "--usd", "1", "--reason", "go on"]).exitCode == 0)
        #expect(try run(product, ["run", "Count"]).exitCode == 0)
    }

    @Test func `what is put off is answered when there is money, once`() throws {
        let product = try Product(ScriptedProvider())
        try product.write(
            """
            providers:
              test: {dialect: openai, base_url: "\(product.provider.server.url)/v1", key_env: TEST_KEY, locality: cloud}
            prices:
              test/model: {input_cost_per_token: 0.000001, output_cost_per_token: 0.000002, max_output_tokens: 1000}
            models: {chat: {model: test/model}}
            budgets: {global: {usd: 0, on_exhausted: queue}}
            """, to: "farthing.yaml")
        #expect(try run(product, ["run", "Count later"]).exitCode == 3)
        #expect(try run(product, ["budgets", "queue"]).output.contains("Count later"))
        #expect(try run(product, ["budgets", "answer"]).output == "Answered 0; 1 wait.\n")
        #expect(try run(product, ["budgets", "set", "global", "--usd", "1"]).exitCode == 0)
        let answered = try run(product, ["budgets", "answer"]).output
        #expect(answered.contains("One two three four."))
        #expect(answered.hasSuffix("Answered 1; 0 wait.\n"))
        #expect(try run(product, ["budgets", "answer"]).output == "Answered 0; 0 wait.\n")
        #expect(product.provider.billed == 1)
    }

    @Test func `an alert goes to its webhook once, also when it was down and the program restarted`() throws {
        let product = try Product(ScriptedProvider())
        let hook = try LoopbackServer { request in [.reply(status: request.index == 0 ? 503 : 200)] }
        let settings = [
            "FARTHING_BUDGETS__ALERTS__WEBHOOK": hook.url + "/alerts", "FARTHING_BUDGETS__GLOBAL__USD": "0",
        ]
        let config = ["--config", "\(product.folder)/farthing.yaml"]
        func ask() throws -> Int32 {
            try product.start(["run", "Count"] + config, environment: settings).finish(input: []).exitCode
        }
        #expect(try ask() == 3)
        #expect(hook.requests.count == 1)
        // The pause after the first try is 1 to 2 seconds.
        var tries = 0
        while hook.requests.count < 2, tries < 50 {
            poll(nil, 0, 200)
            #expect(try ask() == 3)
            tries += 1
        }
        #expect(try ask() == 3)
        #expect(hook.requests.count == 2)
        #expect(Set(hook.requests.map { $0.header("webhook-id") ?? "" }).count == 1)
        #expect(hook.requests[1].text.contains(#""type":"budget_exhausted","#))
        #expect(hook.requests[1].text.contains(#""limit_usd":"0","#))
    }
}
