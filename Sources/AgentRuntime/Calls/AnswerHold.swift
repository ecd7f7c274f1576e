/// How much of a call's answer is kept from whoever watches until everything around `model_call` has returned, so that
/// a handler can still put another answer in its place.
public enum AnswerHold: Sendable, Hashable {
    /// Nothing: every piece is shown as it comes.
    case nothing
    /// Its beginning: once its text has this many bytes, it is shown and can no longer be replaced unseen.
    case beginning(bytes: Int)
    /// All of it.
    case everything

    /// The text in bytes with which the answer is shown; nil when it is never held.
    var limit: Int? {
        switch self {
        case .nothing: nil
        case .beginning(let bytes): bytes
        case .everything: .max
        }
    }
}

extension AnswerHold: Codable {
    /// Decodes `"nothing"`, `"everything"` or a number of bytes.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // A number or a word: what is neither is an error below.
        if let bytes = try? container.decode(Int.self) {
            self = .beginning(bytes: bytes)
            return
        }
        switch try container.decode(String.self) {
        case "nothing": self = .nothing
        case "everything": self = .everything
        default:
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "write nothing, everything or a number of bytes")
        }
    }

    /// Encodes the same.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .nothing: try container.encode("nothing")
        case .beginning(let bytes): try container.encode(bytes)
        case .everything: try container.encode("everything")
        }
    }
}
