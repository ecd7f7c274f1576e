import NIOConcurrencyHelpers

/// The answer and the reasoning of a run while they stream.
final class AnswerStreams: Sendable {
    private let mask: SecretMask
    private let streams: NIOLockedValueBox<(text: SecretStream?, reasoning: SecretStream?)> = NIOLockedValueBox(
        (nil, nil))

    init(_ mask: SecretMask) { self.mask = mask }

    /// Forgets what an earlier answer held back.
    func begin() { streams.withLockedValue { $0 = (nil, nil) } }

    /// What may be shown of the answer now.
    func text(_ piece: String, isLast: Bool) -> String {
        streams.withLockedValue { push(piece, isLast, &$0.text) }
    }

    /// What may be shown of the reasoning now.
    func reasoning(_ piece: String, isLast: Bool) -> String {
        streams.withLockedValue { push(piece, isLast, &$0.reasoning) }
    }

    private func push(_ piece: String, _ isLast: Bool, _ stream: inout SecretStream?) -> String {
        var open = stream ?? SecretStream(mask.search)
        stream = nil
        let text = open.push(piece, isLast: isLast) { mask.placeholder(of: $0, $1) }
        if !isLast { stream = open }
        return text
    }
}
