import ExactJSON
import TextCompression

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How fast prompts are shortened, and by how much. Each argument is a file of texts, one JSON string a line; prints one
/// JSON object with each file's rate in MB/s (the best of seven rounds over all its texts, each as a tool's result of
/// its own) and the share of its bytes that is gone.
@main enum ContextBenchmark {
    private static let rounds = 7

    static func main() throws {
        var fields: [(String, JSONValue)] = []
        for path in CommandLine.arguments.dropFirst() {
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            let prompts = try lines.map { line in
                [
                    CompressibleMessage(role: .tool, text: try JSONValue(parsing: Array(line.utf8)).stringValue ?? ""),
                    CompressibleMessage(role: .user, text: "What is wrong there?"),
                ]
            }
            let size = prompts.reduce(0) { $0 + $1[0].text.utf8.count }
            var best = Double.infinity
            var left = 0
            for _ in 0..<rounds {
                left = 0
                let compressor = MessageCompressor()
                let time = ContinuousClock().measure {
                    for prompt in prompts { left += compressor.compress(prompt)[0].text.utf8.count }
                }
                best = min(best, time / .seconds(1))
            }
            let result: [(String, JSONValue)] = [
                ("mb_per_s", rounded(Double(size) / 1e6 / best)), ("removed", rounded(1 - Double(left) / Double(size))),
            ]
            let name = path.split(separator: "/").last.map(String.init) ?? path
            fields.append((name, .object(JSONObject(result))))
        }
        print(JSONValue.object(JSONObject(fields)).text)
    }

    private static func rounded(_ value: Double) -> JSONValue {
        JSONNumber((value * 1000).rounded() / 1000).map(JSONValue.number) ?? .null
    }
}
