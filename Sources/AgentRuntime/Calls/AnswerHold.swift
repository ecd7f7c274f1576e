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
