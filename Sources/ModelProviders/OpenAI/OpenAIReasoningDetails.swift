import ExactJSON

/// Gathers OpenRouter's `reasoning_details`, so that they can be sent back unchanged with their proofs.
struct OpenAIReasoningDetails {
    private var details: [JSONObject] = []

    /// The details as the text of a JSON array; nil when there are none.
    var text: String? {
        details.isEmpty ? nil : JSONValue.array(details.map { .object($0) }).text
    }

    /// Takes the details of one chunk and returns the text in them that may be shown.
    mutating func take(_ elements: [JSONValue]) -> String {
        var shown = ""
        for case .object(let object) in elements {
            shown += object["text"]?.stringValue ?? object["summary"]?.stringValue ?? ""
            guard let last = details.last, last["type"] == object["type"], last["index"] == object["index"],
                last["signature"]?.stringValue == nil
            else {
                details.append(object)
                continue
            }
            // Fragments of one detail: texts are joined, everything else is set where it was not.
            for member in object {
                switch (member.key, member.value, last[member.key]) {
                case ("text", .string(let more), .string(let text)?),
                    ("summary", .string(let more), .string(let text)?), ("data", .string(let more), .string(let text)?):
                    details[details.count - 1][member.key] = .string(text + more)
                case (_, _, nil), (_, _, .null?): details[details.count - 1][member.key] = member.value
                default: break
                }
            }
        }
        return shown
    }
}
