import AgentRuntime
import ExactJSON
import LanguageModels
import Money
import TrafficReplay

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Past traffic in a file: facts of exported conversations, or one message a line.
struct TrafficFile {
    /// The messages, oldest first within a conversation.
    private(set) var turns: [PastTurn] = []
    /// Lines that cannot be used, from 1.
    private(set) var problems: [(line: Int, message: String)] = []

    /// Larger files are refused, in bytes.
    private static let limit = 1 << 30

    /// Reads a file; `-` is standard input.
    init(path: String) throws(SimulateProblem) {
        try self.init(bytes: Self.bytes(of: path))
        guard !turns.isEmpty else {
            let first = problems.first.map { " (line \($0.line): \($0.message))" } ?? ""
            throw SimulateProblem(message: "\(path) holds no message that a model answered\(first)")
        }
    }

    /// Reads lines.
    init(bytes: [UInt8]) {
        var facts: [LedgerFact] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                let value = try JSONValue(parsing: line)
                if value["fact"] != nil {
                    facts.append(try JSONValueDecoder().decode(LedgerFact.self, from: value))
                } else {
                    turns.append(try Self.turn(value, index + 1))
                }
            } catch let problem as SimulateProblem {
                problems.append((index + 1, problem.message))
            } catch {
                problems.append((index + 1, "\(error)"))
            }
        }
        turns += PastTurn.turns(in: facts)
    }

    static func bytes(of path: String) throws(SimulateProblem) -> [UInt8] {
        do {
            let data =
                path == "-" ? Data(try StandardInput.readAll().utf8) : try Data(contentsOf: URL(filePath: path))
            guard data.count <= limit else { throw SimulateProblem(message: "\(path) is larger than 1 GB") }
            return [UInt8](data)
        } catch let problem as SimulateProblem {
            throw problem
        } catch {
            throw SimulateProblem(message: "\(path) cannot be read: check that it is there and readable")
        }
    }

    private static func turn(_ value: JSONValue, _ line: Int) throws -> PastTurn {
        guard value.objectValue != nil else { throw SimulateProblem(message: "not an object") }
        guard let model = value["model"]?.stringValue.flatMap({ ModelID($0) }) else {
            throw SimulateProblem(message: "there is no \"model\", provider/name")
        }
        guard let usage = value["usage"] else { throw SimulateProblem(message: "there is no \"usage\"") }
        let read: UsageObject
        do { read = try UsageObject(usage) } catch { throw SimulateProblem(message: error.message) }
        var cost: Money?
        if let text = value["cost_usd"]?.stringValue ?? value["cost_usd"]?.numberValue?.text {
            do { cost = try Money(parsing: text) } catch {
                throw SimulateProblem(message: "\"cost_usd\" is no amount of dollars")
            }
        }
        let quality = value["quality"]?.doubleValue
        if let quality, !(0...1).contains(quality) {
            throw SimulateProblem(message: "\"quality\" is no number of 0 to 1")
        }
        let id = value["id"]?.stringValue ?? value["id"]?.numberValue?.text ?? "line \(line)"
        return PastTurn(
            id: id, conversation: value["conversation"]?.stringValue ?? id, at: try time(value["at"]),
            text: value["prompt"]?.stringValue ?? value["text"]?.stringValue, model: model,
            tier: value["tier"]?.stringValue, calls: [PastTurn.Call(usage: read.usage, cost: cost)], quality: quality)
    }

    private static func time(_ value: JSONValue?) throws -> Timestamp {
        guard let value, !value.isNull else { return SystemClock().now }
        guard let text = value.stringValue, let date = try? Date(text, strategy: .iso8601) else {  // nil is told below
            throw SimulateProblem(message: "\"at\" is no time such as 2026-11-01T12:00:00Z")
        }
        return Timestamp(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000))
    }
}
