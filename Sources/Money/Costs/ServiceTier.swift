/// The service level that a request is sent at; each may have prices of its own.
public enum ServiceTier: String, Sendable, Hashable, Codable, CaseIterable {
    /// The usual one.
    case standard
    /// Asynchronous batch processing.
    case batch
    /// Slower and cheaper.
    case flex
    /// Faster and dearer.
    case priority
    /// Between standard and priority, at vendors that offer it.
    case balanced
    /// The fastest.
    case ultrafast
}
