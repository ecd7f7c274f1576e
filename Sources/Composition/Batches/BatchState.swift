import AgentRuntime
import LanguageModels
import ModelProviders

/// What is known of a submitted file, kept in a file of its own beside the ledger: a killed command goes on where it
/// was.
struct BatchState: Codable {
    /// Requests that went to the provider as one batch.
    struct Part: Codable {
        /// How far it is.
        enum Stage: String, Codable {
            /// Its attempts are being written.
            case prepared
            /// It is being handed over: it may have arrived.
            case sending
            /// The provider has it.
            case submitted
            /// Its outcomes are here and settled.
            case collected
        }

        var model: ModelID
        var endpoint: BatchEndpoint
        var tag: String
        var stage: Stage
        var remote: String?
        /// Seconds since 1970.
        var sentAt: Int64?
        /// The attempt of each request, in the order of the file.
        var attempts: [AttemptID]
        /// The requests' names, in the same order.
        var names: [String]
    }

    /// The file's path when it was submitted.
    var file: String
    var conversation: ConversationID
    var turn: TurnID
    var startedAt: Timestamp
    /// The requests' names in the order of the file.
    var order: [String]
    var parts: [Part]
}
