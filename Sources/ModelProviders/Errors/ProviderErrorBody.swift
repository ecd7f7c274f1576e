import ExactJSON

/// What an error reply says, in whichever of the providers' shapes.
struct ProviderErrorBody: Equatable {
    /// The words for people.
    var message: String?
    /// The error's kind: `type`, or `status` where there is none.
    var type: String?
    /// The error's code as text.
    var code: String?
    /// The status that the body itself states, where the reply came with another one or none.
    var status: Int?
    /// A waiting time inside the body, as written.
    var retryDelay: String?

    /// Reads a body: JSON in any known shape, or text that is shortened.
    ///
    /// Known: `{"error": {…}}` (OpenAI and most), `{"error": "text"}` (Ollama), `[{"error": …}]` (Gemini),
    /// `{"type": "error", "error": …}` (Anthropic), `{"message": …}` (Mistral, Cohere), `{"detail": …}` (FastAPI),
    /// `{"errors": […]}`, and OpenRouter's provider error inside `metadata.raw`.
    init(_ bytes: [UInt8]) {
        if let value = try? JSONValue(parsing: bytes) {  // text is then shown as it is
            self.init(value)
            if message == nil { message = ProviderErrorBody.shortened(value.text) }
        } else {
            self.init(.null)
            message = ProviderErrorBody.plain(String(decoding: bytes.prefix(16_384), as: UTF8.self))
        }
    }

    /// Reads a JSON value.
    init(_ value: JSONValue) {
        let whole = value[0] ?? value
        let error = whole["error"] ?? whole["errors"]?[0] ?? whole
        if let text = error.stringValue {
            message = text
            type = whole["error_type"]?.stringValue ?? whole["type"]?.stringValue
            code = whole["code"].flatMap(ProviderErrorBody.text)
        } else {
            message = ProviderErrorBody.message(of: error)
            type = (error["type"] ?? error["status"] ?? error["error_type"])?.stringValue
            code = (error["code"] ?? whole["code"]).flatMap(ProviderErrorBody.text)
            status = error["code"]?.intValue ?? error["status"]?.intValue ?? error["status_code"]?.intValue
            for detail in error["details"]?.arrayValue ?? [] {
                if let reason = detail["reason"]?.stringValue { code = reason }
                if let delay = detail["retryDelay"]?.stringValue { retryDelay = delay }
            }
        }
        if let status, !(400...599).contains(status) { self.status = nil }
        if type == "error" { type = nil }
        message = message.map { ProviderErrorBody.shortened($0) }
    }

    private static func message(of error: JSONValue) -> String? {
        var message =
            (error["message"] ?? error["msg"] ?? error["detail"] ?? error["error_description"]).flatMap(text)
        // OpenRouter's own message is "Provider returned error"; what the provider said stands beside it.
        if let raw = error["metadata"]?["raw"].flatMap(text), !raw.isEmpty {
            let inner = (try? JSONValue(parsing: raw)).flatMap { ProviderErrorBody($0).message } ?? raw  // may be text
            let provider = error["metadata"]?["provider_name"]?.stringValue.map { "\($0): " } ?? ""
            message = [message, provider + inner].compactMap(\.self).joined(separator: ": ")
        }
        return message
    }

    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .null: nil
        case .string(let text): text
        case .number(let number): number.text
        case .array(let elements):
            elements.prefix(4).compactMap { element in
                guard let message = element["msg"]?.stringValue ?? element["message"]?.stringValue else {
                    return text(element)
                }
                let place = element["loc"]?.arrayValue?.compactMap(text).joined(separator: ".")
                return place.map { "\($0): \(message)" } ?? message
            }.joined(separator: "; ")
        case .object(let object): (object["message"] ?? object["msg"]).flatMap(text) ?? value.text
        case .bool: value.text
        }
    }

    /// The most characters of a provider's words that are shown.
    static let shownCharacters = 500

    private static func shortened(_ text: String) -> String {
        let clean = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 }.filter { !isControl($0) })
        return clean.count > shownCharacters ? clean.prefix(shownCharacters) + "…" : clean
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || (0x80...0x9F).contains($0.value) }
    }

    /// Returns the words of a page: its title if it is HTML, else its beginning.
    private static func plain(_ text: String) -> String? {
        let lower = text.lowercased()
        if let open = lower.firstRange(of: "<title>"), let close = lower[open.upperBound...].firstRange(of: "</title>")
        {
            let start = lower.utf8.distance(from: lower.startIndex, to: open.upperBound)
            let end = lower.utf8.distance(from: lower.startIndex, to: close.lowerBound)
            let title = String(decoding: Array(text.utf8).prefix(end).dropFirst(start), as: UTF8.self)
            return shortened("a web page titled “\(title)”")
        }
        let words = text.split { $0.isWhitespace }.joined(separator: " ")
        guard !words.isEmpty else { return nil }
        return words.count > 200 ? shortened(String(words.prefix(200))) + "…" : shortened(words)
    }
}
