import ExactJSON
import TextCompression
import Tokenization

/// Answers the lines of `farthing compress --jsonl`.
struct CompressionAnswerer {
    let compressor: MessageCompressor
    let tokenizer: Tokenizer

    /// A text after compression, with its tokens.
    struct Answer {
        var text: String
        var before: Int
        var after: Int
    }

    /// Shortens a text; one that would not have fewer tokens stays as it is.
    func compress(_ text: String) -> Answer { checked(text, compressor.compress(text)) }

    /// The answer to one line: the same object with its texts shortened, or what is wrong with the line.
    func answer(_ line: [UInt8]) -> JSONValue {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: line)
        } catch {
            return PriceProblem(usage: "bad_request", "the line is not JSON: \(error)").json
        }
        guard case .object(var object) = value else {
            return PriceProblem(usage: "bad_request", "the line is no JSON object").json
        }
        if let text = object["text"]?.stringValue {
            let answer = compress(text)
            object["text"] = .string(answer.text)
            put(answer.before, answer.after, into: &object)
        } else if let messages = object["messages"]?.arrayValue {
            let (shorter, before, after) = compress(messages)
            object["messages"] = .array(shorter)
            put(before, after, into: &object)
        } else {
            object["error"] =
                PriceProblem(usage: "bad_request", "give a \"text\", or \"messages\" with \"role\" and \"content\"")
                .json["error"]
        }
        return .object(object)
    }

    private func put(_ before: Int, _ after: Int, into object: inout JSONObject) {
        object["tokens_before"] = .number(JSONNumber(before))
        object["tokens_after"] = .number(JSONNumber(after))
    }

    /// Messages keep all their members; only a text in `content` changes, and the one text part of a list of parts.
    private func compress(_ messages: [JSONValue]) -> ([JSONValue], Int, Int) {
        let places = messages.map(textPlace)
        let items = zip(messages, places).map { message, place in
            CompressibleMessage(
                role: CompressibleMessage.Role(rawValue: message["role"]?.stringValue ?? "") ?? .system,
                text: place.text, isPinned: place.isPinned)
        }
        var (before, after) = (0, 0)
        let shorter = zip(zip(messages, places), compressor.compress(items)).map { pair, result in
            let (message, place) = pair
            let answer = checked(place.text, result)
            before += answer.before
            after += answer.after
            return answer.text == place.text ? message : replacing(message, place, by: answer.text)
        }
        return (shorter, before, after)
    }

    private func checked(_ original: String, _ result: CompressedText) -> Answer {
        let before = tokenizer.count(original)
        guard result.technique != nil else { return Answer(text: original, before: before, after: before) }
        let after = tokenizer.count(result.text)
        return after < before
            ? Answer(text: result.text, before: before, after: after)
            : Answer(text: original, before: before, after: before)
    }

    /// Where a message's text stands.
    private struct TextPlace {
        var text: String
        var part: Int?
        var isPinned: Bool
    }

    private func textPlace(_ message: JSONValue) -> TextPlace {
        if let text = message["content"]?.stringValue { return TextPlace(text: text, part: nil, isPinned: false) }
        let parts = message["content"]?.arrayValue ?? []
        let texts = parts.indices.filter { parts[$0]["text"]?.stringValue != nil }
        guard texts.count == 1, let text = parts[texts[0]]["text"]?.stringValue else {
            let all = texts.compactMap { parts[$0]["text"]?.stringValue }.joined()
            return TextPlace(text: all, part: nil, isPinned: true)
        }
        return TextPlace(text: text, part: texts[0], isPinned: false)
    }

    private func replacing(_ message: JSONValue, _ place: TextPlace, by text: String) -> JSONValue {
        guard case .object(var object) = message else { return message }
        guard let part = place.part, case .array(var parts)? = object["content"], case .object(var piece) = parts[part]
        else {
            object["content"] = .string(text)
            return .object(object)
        }
        piece["text"] = .string(text)
        parts[part] = .object(piece)
        object["content"] = .array(parts)
        return .object(object)
    }
}
