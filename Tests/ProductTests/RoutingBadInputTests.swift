import ExactJSON
import FarthingTesting
import Testing

@Suite(.serialized) struct RoutingBadInputTests {
    @Test(arguments: [
        (
            "routing: {tiers: {simple: [a/b], standard: [], premium: [a/c]}}",
            "routing.tiers.standard: the tier is empty"
        ),
        ("routing: {tiers: {simple: [a/b], standard: [a/c]}}", "routing.tiers.premium: the tier is missing"),
        ("routing: {tiers: {simple: [nonsense], standard: [a/c], premium: [a/d]}}", "routing.tiers.simple"),
        ("routing: {thresholds: {simple: 0.8, standard: 0.4}}", "the thresholds are out of order"),
        ("routing: {thresholds: {simple: 1.4}}", "routing.thresholds.simple"),
        ("routing: {quality_threshold: lots}", "routing.quality_threshold"),
        ("routing: {strategy: cheap}", "routing.strategy"),
    ])
    func `settings that contradict themselves are refused with their place`(settings: String, message: String) throws {
        let product = try Product(ScriptedProvider())
        try product.write(settings, to: "farthing.yaml")
        let end = try product.run("route", "explain", "Hello")
        #expect(end.exitCode == 2)
        #expect(end.errors.contains("farthing.yaml:1:"))
        #expect(end.errors.contains(message))
    }

    @Test(arguments: [
        ("nowhere/tiny", "Routing passes over nowhere/tiny, tier simple: "),
        ("test/unpriced", "Routing passes over test/unpriced, tier simple: its price is not known."),
    ])
    func `a tier's model that cannot be asked is passed over, and the person is told`(model: String, notice: String)
        throws
    {
        let product = try Product.routed(tiers: "{simple: [\(model)], standard: [test/mini], premium: [test/large]}")
        let end = try product.run("run", "What is Python?")
        #expect(end.exitCode == 0)
        #expect(end.output.contains("One two three four."))
        #expect(end.errors.contains(notice))
        #expect(product.provider.server.requests.last?.text.contains(#""mini""#) == true)
    }

    @Test func `broken lines of a training file are named and the good ones learned from`() throws {
        let product = try Product.routed()
        try product.write(
            """
            {"prompt":"a","weak_correct":1,"strong_correct":1}
            {"prompt":
            {"prompt":"b","correct":{"x":2}}
            {"weak_correct":1,"strong_correct":0}

            {"prompt":"c","weak_correct":0,"strong_correct":1}
            """, to: "train.jsonl")
        let file = "\(product.folder)/train.jsonl"
        let end = try product.run("route", "train", "--data", file, "--json")
        #expect(end.exitCode == 0)
        for line in [2, 3, 4] { #expect(end.errors.contains("\(file):\(line): ")) }
        #expect(try JSONValue(parsing: end.output)["outcomes"] == 2)
        try product.write("{\n[]\n", to: "train.jsonl")
        let useless = try product.run("route", "train", "--data", file)
        #expect(useless.exitCode == 2)
        #expect(useless.errors.contains("line 1"))
        let missing = try product.run("route", "train", "--data", "\(product.folder)/none.jsonl")
        #expect(missing.exitCode == 2)
    }

    @Test func `an empty message is simple, a megabyte is read at its ends, and a broken line gets an answer`() throws {
        let product = try Product.routed()
        #expect(try product.run("route", "explain", "").exitCode == 0)
        let huge = String(repeating: "compare and explain ", count: 52_500)
        let input = """
            {"id":"empty","prompt":""}
            {"id":"blank","prompt":" \\n "}
            {"id":"huge","prompt":"\(huge)"}
            {"id":"none"}
            {
            {"id":"query","query":"What is Python?","prompt":"Design it"}

            """
        let end = try product.run("route", "score", "--jsonl", input: Array(input.utf8))
        #expect(end.exitCode == 0)
        let answers = try end.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
        #expect(answers.map { $0["id"]?.stringValue } == ["empty", "blank", "huge", "none", nil, "query"])
        #expect(answers[0]["score"]?.doubleValue == 0)
        #expect(answers[1]["tier"] == "simple")
        #expect(answers[2]["score"]?.doubleValue ?? 0 > 0.3)
        #expect(answers[3]["error"]?["type"] == "bad_request")
        #expect(answers[4]["error"]?["type"] == "bad_request")
        #expect(answers[5]["tier"] == "simple")
    }
}
