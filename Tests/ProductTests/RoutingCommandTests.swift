import ExactJSON
import FarthingTesting
import Testing

@Suite(.serialized) struct RoutingCommandTests {
    @Test func `a cheap model that fails is replaced, thumbs and checks teach, and the next like message goes past it`()
        throws
    {
        let product = try Product.routed()
        func chat(_ lines: String...) throws -> String {
            let end = try product.run("chat", input: Array((lines.joined(separator: "\n") + "\n").utf8))
            #expect(end.exitCode == 0)
            return end.output + end.errors
        }
        func asked() -> [String] {
            product.provider.server.requests.compactMap { request in
                ["nano", "mini", "large"].first { request.text.contains(#""model":"test/\#($0)""#) }
                    ?? ["nano", "mini", "large"].first { request.text.contains(#""model":"\#($0)""#) }
            }
        }
        let first = try chat("What is a monad?", "/good", "/why")
        #expect(asked() == ["nano", "mini"])
        #expect(first.contains("its answer was empty"))
        #expect(first.contains("Good: noted for test/mini. Routing learns from it."))
        var rounds = 1
        while rounds < 60, asked().suffix(2) == ["nano", "mini"] {
            _ = try chat("What is a monad?", "/good")
            rounds += 1
        }
        // It was asked for no more than this before it was passed over.
        #expect(rounds < 60)
        let before = asked().count
        let why = try chat("What is a monad?", "/why")
        #expect(asked().count == before + 1)
        #expect(asked().last == "mini")
        #expect(why.contains("test/mini ←"))
        #expect(why.contains("learned"))
        #expect(why.contains("the cheapest of 2 good enough (70 % needed)"))
        // Another kind of message still goes to the cheap model.
        _ = try chat("Who made Python?")
        #expect(asked().last == "nano")

        let metrics = try product.run(
            "models", "show", "test/nano", "--json", "--config", "\(product.folder)/farthing.yaml")
        let line = try #require(JSONValue(parsing: metrics.output)["metrics"]?[0])
        #expect(line["tier"] == "simple")
        #expect(line["attempts"]?.intValue == rounds)
        #expect(line["verdicts"]?.intValue ?? 0 >= rounds - 1)
        #expect(line["quality"]?.doubleValue ?? 1 < 0.1)
        let page = try product.run("models", "show", "test/mini", "--config", "\(product.folder)/farthing.yaml").output
        #expect(page.contains("in the last 30 days"))
        #expect(page.contains("a good answer costs"))
        print("passed over after \(rounds) rounds")
    }
}
