public import ExactJSON

/// What Memory does of itself, as `extensions: {settings: {Memory: …}}` says.
public struct MemorySettings: Sendable, Hashable {
    /// Whether turns are read for what is worth remembering, which asks the utility model once a turn.
    public var memorizes = false
    /// Whether the utility model is asked what becomes of earlier memories that are about much the same as a new one.
    public var consolidates = true
    /// Whether what fits a message is recalled into its prompt.
    public var recalls = true
    /// Whether the model is given the tools, which costs some 300 tokens a request.
    public var offersTools = false
    /// The most memories recalled for a message.
    public var limit = 5
    /// The least similarity of what is recalled, 0…1.
    public var threshold: Float = 0.35
    /// Turns with fewer characters are not read.
    public var shortestTurn = 200

    /// What holds without any settings: nothing that costs money; what was saved by command is recalled.
    public init() {}

    /// Why settings are none.
    public struct Problem: Error, Sendable, CustomStringConvertible {
        /// The key, what is wrong and what to write.
        public var description: String
    }

    /// Reads the settings. With a section of its own Memory memorises, recalls and offers its tools; each is switched
    /// off by its key.
    ///
    /// - Throws: `Problem` for an unknown key or a value that does not fit.
    public init(_ object: JSONObject) throws(Problem) {
        (memorizes, offersTools) = (true, true)
        for member in object {
            let value = member.value
            func bad(_ wanted: String) -> Problem {
                Problem(description: "extensions.settings.Memory.\(member.key): \(value.text) is not \(wanted)")
            }
            switch member.key {
            case "memorize":
                guard let flag = value.boolValue else { throw bad("true or false") }
                memorizes = flag
            case "consolidate":
                guard let flag = value.boolValue else { throw bad("true or false") }
                consolidates = flag
            case "recall":
                guard let flag = value.boolValue else { throw bad("true or false") }
                recalls = flag
            case "tools":
                guard let flag = value.boolValue else { throw bad("true or false") }
                offersTools = flag
            case "limit":
                guard let number = value.intValue, (1...50).contains(number) else { throw bad("a number from 1 to 50") }
                limit = number
            case "threshold":
                guard let share = value.doubleValue, (0...1).contains(share) else { throw bad("a number from 0 to 1") }
                threshold = Float(share)
            case "shortest_turn":
                guard let number = value.intValue, number >= 0 else { throw bad("a number of characters") }
                shortestTurn = number
            default:
                throw Problem(
                    description: "extensions.settings.Memory.\(member.key): there is no such setting; there are "
                        + "memorize, consolidate, recall, tools, limit, threshold and shortest_turn")
            }
        }
    }
}
