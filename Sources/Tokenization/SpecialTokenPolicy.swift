/// What encoding does with the text of a special token such as `<|endoftext|>`.
public struct SpecialTokenPolicy: Hashable, Sendable {
    enum Allowed: Hashable, Sendable {
        case none
        case all
        case only(Set<String>)
    }

    let allowed: Allowed
    let refusesOthers: Bool

    /// Special tokens are text like any other (tiktoken's `encode_ordinary`).
    public static let ordinary = SpecialTokenPolicy(allowed: .none, refusesOthers: false)
    /// A special token in the text is an error (tiktoken's default).
    public static let refuse = SpecialTokenPolicy(allowed: .none, refusesOthers: true)
    /// Special tokens become their ids (tiktoken's `allowed_special="all"`).
    public static let allowAll = SpecialTokenPolicy(allowed: .all, refusesOthers: false)

    /// Makes ids of the named special tokens; others are refused, or encoded as ordinary text.
    public static func allow(_ names: Set<String>, refusingOthers: Bool = true) -> SpecialTokenPolicy {
        SpecialTokenPolicy(allowed: .only(names), refusesOthers: refusingOthers)
    }

    func allows(_ text: String) -> Bool {
        switch allowed {
        case .none: false
        case .all: true
        case .only(let names): names.contains(text)
        }
    }
}
