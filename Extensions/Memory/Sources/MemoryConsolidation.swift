import ExactJSON

/// A new memory and earlier ones that are about much the same.
public struct MemoryConflict: Sendable, Hashable {
    /// What is about to be saved.
    public var new: String
    /// What is there, the most alike first.
    public var old: [String]

    /// The most earlier memories that are compared with a new one.
    static let mostOld = 3
    /// The most new memories that are looked at together.
    static let most = 8
}

/// What becomes of a new memory and the earlier ones that it is about.
public enum MemoryVerdict: Sendable, Hashable {
    /// All of them stay.
    case keep
    /// The new one says nothing new and is not saved.
    case skip
    /// The new one takes the place of these, by their positions.
    case replace([Int])
    /// A text takes the place of the new one and of these.
    case merge(String, [Int])
}

/// What a model found should become of memories; whatever is not in the shape that was asked for keeps them all, and so
/// does a text that says figures which none of them does.
struct MemoryConsolidation {
    let verdicts: [MemoryVerdict]

    init(_ reply: String, for conflicts: [MemoryConflict]) {
        guard let open = reply.firstIndex(of: "["), let close = reply.lastIndex(of: "]"), open < close,
            // A reply that is no JSON changes nothing.
            let list = (try? JSONValue(parsing: String(reply[open...close])))?.arrayValue
        else {
            verdicts = conflicts.map { _ in .keep }
            return
        }
        verdicts = conflicts.enumerated().map { position, conflict in
            list.indices.contains(position) ? Self.verdict(list[position], on: conflict) : .keep
        }
    }

    private static func verdict(_ value: JSONValue, on conflict: MemoryConflict) -> MemoryVerdict {
        let old = (value["old"]?.arrayValue ?? []).compactMap(\.intValue)
        let places = Array(Set(old.filter(conflict.old.indices.contains))).sorted()
        switch value["do"]?.stringValue {
        case "skip": return .skip
        case "replace" where !places.isEmpty: return .replace(places)
        case "merge" where !places.isEmpty:
            guard let text = value["text"]?.stringValue, text.contains(where: { !$0.isWhitespace }),
                text.count <= MemoryBook.longest,
                figures(text).isSubset(of: figures(([conflict.new] + conflict.old).joined(separator: " ")))
            else { return .keep }
            return .merge(text, places)
        default: return .keep
        }
    }

    private static func figures(_ text: String) -> Set<Substring> { Set(text.split { !$0.isNumber }) }

    /// What the model is shown.
    static func message(_ conflicts: [MemoryConflict]) -> String {
        JSONValue.array(
            conflicts.map { conflict in
                ["new": .string(conflict.new), "old": .array(conflict.old.map { .string($0) })]
            }
        ).text
    }
}
