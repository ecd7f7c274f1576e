/// A batch as its provider describes it.
package struct RemoteBatch: Sendable, Hashable {
    /// The provider's name for it.
    package var id: String
    /// The provider's word for how it stands.
    package var status: String
    /// Whether nothing more will happen to it.
    package var hasEnded: Bool
    /// Requests that are done, well or not.
    package var done: Int
    /// Requests that failed, among those.
    package var failed: Int
    /// All requests, as far as the provider has counted them.
    package var total: Int
    /// Why the whole batch was refused, when it was.
    package var problem: String?
    /// Where the outcomes are, in the provider's words.
    package var results: [String]
}
