import ExactJSON
package import LanguageModels
import Money

/// One request and what came of it, as a line of a recording.
package struct RecordedExchange: Sendable, Hashable {
    /// What was asked; `stream` does not count, as the answer is the same.
    package var request: ModelRequest
    /// What was reported, in order.
    package var events: [ModelEvent]
    /// The answer.
    package var response: ModelResponse

    package init(request: ModelRequest, events: [ModelEvent], response: ModelResponse) {
        self.request = request
        self.events = events
        self.response = response
    }

    /// The request's fingerprint: the hashes of everything that is asked, by part.
    package var fingerprint: RequestFingerprint { RequestFingerprint(request) }

    /// The exchange as one line of JSON, without a line break.
    ///
    /// `{"fingerprint": …, "events": […], "response": {…}}`; the request itself is not written but for the beginning of
    /// each message, as recordings are read by people and prompts are long.
    package var line: String {
        JSONValue.object(
            JSONObject([
                ("fingerprint", fingerprint.json), ("events", .array(events.map(RecordedEvents.json))),
                ("response", RecordedEvents.json(response)),
            ])
        ).text
    }
}
