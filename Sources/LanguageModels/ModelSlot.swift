/// What a model is used for in the loop.
public enum ModelSlot: String, Sendable, Hashable, Codable, CaseIterable {
    /// Answers the user and calls tools.
    case chat
    /// Does background work: summaries, titles, memory, judging.
    case utility
    /// Drives a browser.
    case browser
    /// Turns texts into vectors.
    case embedding
}
