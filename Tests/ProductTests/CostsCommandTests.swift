import ExactJSON
import FarthingTesting
import Testing

@Suite(.serialized) struct CostsCommandTests {
    @Test func `tells what was spent, by model, as a table, JSON, CSV and FOCUS`() throws {
        let product = try Product(ScriptedProvider())
        _ = try product.run("run", "Count")
        _ = try product.run("run", "Count again")
        let config = ["--config", "\(product.folder)/farthing.yaml"]
        let object = try JSONValue(
            parsing: try product.start(["costs", "--json", "--since", "7d"] + config).finish(input: []).output)
        #expect(object["total"]?["cost_usd"] == "0.00028")
        #expect(object["total"]?["complete"] == true)
        #expect(object["rows"]?[0]?["model"] == "test/model")
        #expect(object["rows"]?[0]?["entries"] == 2)
        // The baseline is the same model; its prompt cache costs the same here: nothing was saved.
        #expect(object["total"]?["baseline_usd"] == "0.00028")
        #expect(object["total"]?["saved_usd"] == "0")
        let table = try product.start(["costs", "--by", "provider,day"] + config).finish(input: [])
        #expect(table.output.contains("test") && table.output.contains("$0.00028"))
        let csv = try product.start(["costs", "--csv"] + config).finish(input: []).output
        #expect(csv.hasPrefix("start,end,model,cost_usd,"))
        #expect(csv.contains("test/model,0.00028,true,2,"))
        let focus = try product.start(["costs", "--focus"] + config).finish(input: []).output
        #expect(focus.hasPrefix("BilledCost,EffectiveCost,"))
        #expect(focus.contains("\r\n0.000280000000,0.000280000000,"))
        let rebuilt = try product.start(["doctor", "--rebuild"] + config).finish(input: [])
        #expect(rebuilt.output.contains("ledger"))
        let after = try product.start(["costs", "--json"] + config).finish(input: []).output
        #expect(try JSONValue(parsing: after)["total"]?["cost_usd"] == "0.00028")
    }

    @Test(arguments: [
        ["--by", "colour"], ["--since", "soon"], ["--since", "2026-02-30"], ["--time-zone", "Mars/Phobos"],
        ["--since", "1d", "--until", "2d"], ["--json", "--csv"],
    ])
    func `what it does not know is wrong usage, with what it knows`(_ arguments: [String]) throws {
        let end = try Product(ScriptedProvider()).start(["costs"] + arguments).finish(input: [])
        #expect(end.exitCode == 2)
        #expect(!end.errors.isEmpty)
    }
}
