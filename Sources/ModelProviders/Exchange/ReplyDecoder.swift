import LanguageModels

/// Turns a dialect's reply into events and the response; a value that is fed data and does no input or output.
protocol ReplyDecoder {
    /// Takes the data of one server-sent event and appends what it means.
    mutating func take(_ data: ArraySlice<UInt8>, type: String, into events: inout [ModelEvent]) throws(ModelError)

    /// Takes a whole reply that was not streamed.
    mutating func takeWhole(_ body: [UInt8], into events: inout [ModelEvent]) throws(ModelError)

    /// Whether the dialect's last event has come: what the connection does then is no longer of interest.
    var isComplete: Bool { get }

    /// Ends the reply: flushes what was held back, and returns the response.
    ///
    /// - Throws: `ModelError` of code `truncated` when the reply is not complete.
    mutating func finish(into events: inout [ModelEvent]) throws(ModelError) -> ModelResponse
}
