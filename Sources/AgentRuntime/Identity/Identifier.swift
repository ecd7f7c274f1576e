import NIOConcurrencyHelpers

/// A typed, time-ordered identifier: 26 characters of Crockford base 32, 48 bits of milliseconds and 80 random bits
/// (the ULID layout), so that ids sort by creation and never collide between processes.
public struct Identifier<Subject>: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// The text.
    public let text: String

    /// Makes an identifier of a stored text.
    public init(_ text: String) { self.text = text }

    /// Makes a new identifier for an instant.
    public init(at time: Timestamp) {
        self = RandomBits.shared.withLockedValue { Self(at: time, using: &$0) }
    }

    /// Makes a new identifier for an instant from a source of randomness.
    public init(at time: Timestamp, using random: inout some RandomNumberGenerator) {
        let high = UInt64(clamping: time.microseconds / 1000) << 16 | random.next() & 0xFFFF
        let low: UInt64 = random.next()
        text = String(unsafeUninitializedCapacity: 26) { buffer in
            let alphabet = StaticString("0123456789ABCDEFGHJKMNPQRSTVWXYZ").utf8Start
            var value = UInt128(high) << 64 | UInt128(low)
            for index in stride(from: 25, through: 0, by: -1) {
                buffer[index] = alphabet[Int(truncatingIfNeeded: value & 31)]
                value >>= 5
            }
            return 26
        }
    }

    /// The text.
    public var description: String { text }

    /// Orders by text, which is by creation time.
    public static func < (a: Self, b: Self) -> Bool { a.text < b.text }

    /// Decodes the text.
    public init(from decoder: any Decoder) throws { text = try decoder.singleValueContainer().decode(String.self) }

    /// Encodes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Names a conversation.
public typealias ConversationID = Identifier<ConversationRecord>
/// Names a turn: one user message to its final answer.
public typealias TurnID = Identifier<TurnRecord>
/// Names a stored message.
public typealias MessageID = Identifier<MessageRecord>
/// Names a logical model call.
public typealias CallID = Identifier<ModelCall>
/// Names one attempt of a call: one request to one provider.
public typealias AttemptID = Identifier<AttemptStart>
/// Names a compaction of a history.
public typealias CompactionID = Identifier<CompactionRecord>
/// Names a routing decision.
public typealias DecisionID = Identifier<DecisionRecord>
/// Names a verdict on an answer.
public typealias VerdictID = Identifier<AnswerVerdict>
