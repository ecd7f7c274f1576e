import ExactJSON

/// What a model found worth remembering; whatever is not in the shape that was asked for is left out.
struct MemoryExtraction {
    /// The most of a turn.
    private static let most = 8
    private static let lengths = 8...1000

    let memories: [(kind: MemoryEntry.Kind, text: String)]

    init(_ reply: String) {
        guard let open = reply.firstIndex(of: "{"), let close = reply.lastIndex(of: "}"), open < close,
            // A reply that is no JSON remembers nothing.
            let object = try? JSONValue(parsing: String(reply[open...close]))
        else {
            memories = []
            return
        }
        var found: [(kind: MemoryEntry.Kind, text: String)] = []
        for value in object["fragments"]?.arrayValue ?? [] {
            if let text = value.stringValue { found.append((.fragment, text)) }
        }
        for value in object["solutions"]?.arrayValue ?? [] {
            guard let problem = value["problem"]?.stringValue, let solution = value["solution"]?.stringValue else {
                continue
            }
            found.append((.solution, "Problem: \(problem)\nSolution: \(solution)"))
        }
        memories = Array(
            found.filter { Self.lengths.contains($0.text.count) && !MaskedSecrets.stands(in: $0.text) }
                .prefix(Self.most))
    }
}
