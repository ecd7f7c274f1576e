public import LanguageModels

/// How the batches of one file stand.
public struct BatchReport: Sendable, Hashable {
    /// Requests that the provider has as one batch.
    public struct Part: Sendable, Hashable {
        /// The model.
        public var model: ModelID
        /// The provider's name for it; nil before it was submitted.
        public var id: String?
        /// The provider's word for how it stands, or ours before it has it and once it is collected.
        public var status: String
        /// Whether nothing more will happen to it at the provider.
        public var hasEnded: Bool
        /// Whether its outcomes are here and paid.
        public var isCollected: Bool
        /// Requests that are done.
        public var done: Int
        /// Requests that failed, among those.
        public var failed: Int
        /// All its requests.
        public var total: Int
        /// Why the provider refused all of it, when it did.
        public var problem: String?
    }

    /// The file, as it was called when it was submitted.
    public var file: String
    /// The conversation under which the costs stand.
    public var conversation: String
    /// The batches.
    public var parts: [Part]

    /// Requests that are done.
    public var done: Int { parts.reduce(0) { $0 + $1.done } }
    /// All requests.
    public var total: Int { parts.reduce(0) { $0 + $1.total } }
    /// Whether everything is here.
    public var isCollected: Bool { parts.allSatisfy(\.isCollected) }
}
