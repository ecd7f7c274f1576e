/// A number of tokens, and whether it is exact or a guess.
public struct TokenEstimate: Hashable, Sendable, Codable {
    /// The tokens, with the buffer in it when it is an estimate.
    public let count: Int
    /// Whether the model's own tokenizer was not used.
    public let isEstimate: Bool

    /// What an estimate is multiplied with, so that a limit is not overrun by a guess.
    public static let buffer = 1.1
    /// The part of a limit that a text is cut to when its tokens are estimated.
    public static let truncationShare = 0.8

    /// An exact count.
    public static func exact(_ count: Int) -> TokenEstimate { TokenEstimate(count: count, isEstimate: false) }

    /// An estimate from the count by another encoding: times the model's ratio and the buffer, rounded up.
    public static func estimate(_ count: Int, calibration: TokenCalibration = TokenCalibration()) -> TokenEstimate {
        // The small subtraction keeps a product that is whole but for rounding (100 * 1.1) from being rounded up.
        let buffered = (Double(count) * calibration.ratio * buffer - 1e-6).rounded(.up)
        return TokenEstimate(count: Int(max(0, min(buffered, 1e15))), isEstimate: true)
    }
}
