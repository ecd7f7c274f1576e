import ExactJSON
import LanguageModels

/// One thing that is remembered.
public struct MemoryEntry: Sendable, Hashable {
    /// The kinds of memories.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A fact that came up in a conversation.
        case fragment
        /// A problem and how it was solved.
        case solution
        /// What the person or the model saved by name.
        case note
    }

    /// Its name, for forgetting it.
    public var id: String
    /// Where it counts.
    public var scope: MemoryScope
    /// What kind it is.
    public var kind: Kind
    /// The text.
    public var text: String
    /// When it was saved, in microseconds since 1970.
    public var savedAt: Int64
    /// The conversation it comes from; nil when none.
    public var conversation: String?
    /// Whose vector stands for it: vectors of one model say nothing about those of another.
    public var space: VectorSpace
    /// The vector, of length 1.
    var vector: [Float]

    init(
        id: String, scope: MemoryScope, kind: Kind, text: String, savedAt: Int64, conversation: String?,
        model: ModelID, vector: [Float]
    ) {
        self.id = id
        self.scope = scope
        self.kind = kind
        self.text = text
        self.savedAt = savedAt
        self.conversation = conversation
        space = VectorSpace(model, vector.count)
        self.vector = vector
    }

    /// The record that is stored: the length of the description as four bytes, the description as JSON, then the
    /// vector's numbers, all least significant byte first.
    var bytes: [UInt8] {
        var object = JSONObject([
            ("kind", .string(kind.rawValue)), ("text", .string(text)), ("saved_at", JSONValue(Int(savedAt))),
            ("model", .string(space.model.description)),
        ])
        if let conversation { object["conversation"] = .string(conversation) }
        let description = Array(JSONValue.object(object).text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + description.count + 4 * vector.count)
        withUnsafeBytes(of: UInt32(description.count).littleEndian) { bytes += $0 }
        bytes += description
        for number in vector { withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 } }
        return bytes
    }

    /// Reads a stored record; nil for one that is none, which is passed over.
    init?(id: String, scope: MemoryScope, bytes: [UInt8]) {
        guard bytes.count >= 4 else { return nil }
        let count = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16 | Int(bytes[3]) << 24
        let rest = bytes.count - 4 - count
        guard rest > 0, rest % 4 == 0,
            // What is damaged is no record.
            let object = try? JSONValue(parsing: Array(bytes[4..<4 + count])),
            let kind = object["kind"]?.stringValue.flatMap({ Kind(rawValue: $0) }),
            let text = object["text"]?.stringValue, let savedAt = object["saved_at"]?.intValue,
            let model = object["model"]?.stringValue.flatMap({ ModelID($0) })
        else { return nil }
        let vector = bytes.withUnsafeBytes { bytes in
            (0..<rest / 4).map { place in
                let pattern = bytes.loadUnaligned(fromByteOffset: 4 + count + 4 * place, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: pattern))
            }
        }
        self.init(
            id: id, scope: scope, kind: kind, text: text, savedAt: Int64(savedAt),
            conversation: object["conversation"]?.stringValue, model: model, vector: vector)
    }
}
