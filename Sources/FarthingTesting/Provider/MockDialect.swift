import ExactJSON
import LanguageModels
import Money

/// Says replies in a dialect.
protocol MockDialect {
    /// The events of a stream, each one's text on the wire; `finish` and `end` are kept apart so that faults can leave
    /// them out.
    func stream(_ reply: MockAnswer) -> (events: [String], finish: [String], end: [String])
    /// The body of a reply that is not streamed.
    func whole(_ reply: MockAnswer) -> String
    /// The body of an error.
    func error(_ message: String, type: String?, status: Int) -> String
    /// The text on the wire of an error inside a stream.
    func errorEvent(_ message: String, type: String) -> String
}

/// A reply with everything settled that the script left open.
struct MockAnswer {
    var id: String
    var model: String
    var content: [ContentPart]
    var finishReason: FinishReason
    var usage: Usage
    var usagePlace: MockReply.UsagePlace
    /// Whether the request asked for usage in the stream.
    var statesUsage: Bool

    /// The content in the pieces in which a stream has them: texts by word, arguments in two halves.
    static func pieces(_ text: String) -> [String] { ScriptedReply.words(of: text) }

    static func halves(_ arguments: String) -> [String] {
        let middle = arguments.index(arguments.startIndex, offsetBy: arguments.count / 2)
        return [String(arguments[..<middle]), String(arguments[middle...])].filter { !$0.isEmpty }
    }
}
