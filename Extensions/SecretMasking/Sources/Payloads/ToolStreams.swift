import NIOConcurrencyHelpers

/// The output of running tools, by their calls.
final class ToolStreams: Sendable {
    /// Tools that may run at once in one run; the output of more is masked piece by piece.
    private static let most = 64

    private struct Output {
        var stream: SecretStream
        var isOver = false
    }

    private let mask: SecretMask
    private let outputs = NIOLockedValueBox<[String: Output]>([:])

    init(_ mask: SecretMask) { self.mask = mask }

    /// What may be shown of a tool's output now.
    func text(_ piece: String, of call: String) -> String {
        outputs.withLockedValue { outputs in
            guard outputs[call] != nil || outputs.count < Self.most else { return mask.masked(piece) }
            var output = outputs[call] ?? Output(stream: SecretStream(mask.search))
            let text = output.stream.push(piece, isLast: output.isOver) { mask.placeholder(of: $0, $1) }
            outputs[call] = output.isOver ? nil : output
            return text
        }
    }

    /// Ends a tool's output: the next piece is its last. False when nothing is held back.
    func finish(_ call: String) -> Bool {
        outputs.withLockedValue { outputs in
            guard let held = outputs[call]?.stream.heldBytes, held > 0 else {
                outputs[call] = nil
                return false
            }
            outputs[call]?.isOver = true
            return true
        }
    }
}
