package import ArgumentParser
import ComplexityRouting
import Composition
import ExactJSON
import Terminal

/// `farthing route score`: scores of messages, one a line.
package struct RouteScoreCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "score", abstract: "How much messages ask of a model.",
        discussion: """
            With --jsonl, reads {"id", "prompt"} objects from standard input, one a line, and writes {"id", "score", \
            "tier", "quality", "factors"} in the same order. Where a line has a "query", that is scored.
            """)

    @Argument(help: "The message.")
    var text: [String] = []

    @Flag(help: "Read messages from standard input, one JSON object a line.")
    var jsonl = false

    @Option(name: .customLong("model"), help: "What `route train --out` wrote; your own learned state by default.")
    var file: String?

    @OptionGroup var options: RouteOptions

    package init() {}

    package func validate() throws {
        guard jsonl != text.isEmpty else { return }
        throw ValidationError(
            jsonl
                ? "With --jsonl the messages are on standard input: give none as an argument."
                : "Give a message, or --jsonl and messages on standard input.")
    }

    package func run() async throws {
        try RouteOptions.reporting(json: true) { output, _ in
            let setup = try options.setup()
            let predictor = try options.predictor(file: file, setup)
            guard jsonl else {
                let scored = ScoredMessage(text.joined(separator: " "), predictor: predictor, setup: setup)
                return try output.writeLine(JSONValue.object(JSONObject(scored.members)).text)
            }
            try StandardInputLines.forEachBatch { lines in
                try output.write(lines.map { Self.answer($0, predictor, setup).text + "\n" }.joined())
            }
        }
    }

    /// The answer to one line, or what is wrong with it.
    static func answer(_ line: [UInt8], _ predictor: Predictor, _ setup: RoutingSetup) -> JSONValue {
        func problem(_ message: String, _ id: JSONValue?) -> JSONValue {
            var object = JSONObject()
            if let id { object["id"] = id }
            object["error"] = ["type": "bad_request", "message": .string(message), "hint": .null]
            return .object(object)
        }
        let value: JSONValue
        do { value = try JSONValue(parsing: line) } catch { return problem("the line is not JSON: \(error)", nil) }
        guard let prompt = value["query"]?.stringValue ?? value["prompt"]?.stringValue else {
            return problem("there is no \"prompt\" in the line", value["id"])
        }
        let scored = ScoredMessage(prompt, predictor: predictor, setup: setup)
        return .object(JSONObject([("id", value["id"] ?? .null)] + scored.members))
    }
}
