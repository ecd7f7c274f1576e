import ExactJSON
package import LanguageModels
import NIOConcurrencyHelpers

/// A model that answers as a recording did, and fails, saying what differs, when a request was not recorded.
///
/// Equal requests that were recorded several times are answered in the order of the recording, the last one again and
/// again.
package final class ReplayingModel: Model {
    private struct Entry: Sendable {
        var fingerprint: RequestFingerprint
        var events: [ModelEvent]
        var response: ModelResponse
    }

    package let profile: ModelProfile
    private let entries: [Entry]
    /// How often each entry's request was asked, by the entry.
    private let used = NIOLockedValueBox<Set<Int>>([])

    /// The longest recording that is read, in bytes.
    package static let maxBytes = 256 << 20

    /// Reads a recording: lines as `RecordedExchange.line` writes them; blank ones are passed over.
    ///
    /// - Throws: `RecordingError` naming the line.
    package init(profile: ModelProfile, recording: String) throws(RecordingError) {
        self.profile = profile
        guard recording.utf8.count <= ReplayingModel.maxBytes else {
            throw RecordingError(line: 0, reason: "the recording is larger than \(ReplayingModel.maxBytes) bytes")
        }
        var entries: [Entry] = []
        for (number, line) in recording.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            entries.append(try ReplayingModel.entry(String(line), number + 1))
        }
        self.entries = entries
    }

    private static func entry(_ line: String, _ number: Int) throws(RecordingError) -> Entry {
        let json: JSONValue
        do throws(JSONSyntaxError) {
            json = try JSONValue(parsing: line)
        } catch {
            throw RecordingError(line: number, reason: error.description)
        }
        guard let fingerprint = json["fingerprint"].flatMap(RequestFingerprint.init(json:)),
            let response = json["response"].flatMap(RecordedEvents.response), let events = json["events"]?.arrayValue
        else { throw RecordingError(line: number, reason: "fingerprint, events or response is missing or damaged") }
        let decoded = events.compactMap(RecordedEvents.event)
        guard decoded.count == events.count else {
            throw RecordingError(line: number, reason: "an event is damaged")
        }
        return Entry(fingerprint: fingerprint, events: decoded, response: response)
    }

    package func respond(
        to request: ModelRequest, onEvent: (ModelEvent) async throws -> Void
    ) async throws -> ModelResponse {
        try Task.checkCancellation()
        let fingerprint = RequestFingerprint(request)
        let matching = entries.indices.filter { entries[$0].fingerprint == fingerprint }
        guard let last = matching.last else {
            let reason = nearest(to: fingerprint)
            throw ModelError(
                .unsupported, "this request was not recorded: \(reason). Record again, or restore the request",
                model: profile.id, cause: NotRecorded(difference: reason))
        }
        let index = used.withLockedValue { used in
            let next = matching.first { !used.contains($0) } ?? last
            used.insert(next)
            return next
        }
        for event in entries[index].events {
            try await onEvent(event)
            try Task.checkCancellation()
        }
        return entries[index].response
    }

    private func nearest(to fingerprint: RequestFingerprint) -> String {
        let best = entries.max {
            $0.fingerprint.commonMessages(with: fingerprint) < $1.fingerprint.commonMessages(with: fingerprint)
        }
        guard let best else { return "the recording is empty" }
        return fingerprint.difference(from: best.fingerprint) ?? "nothing differs"
    }

    /// The fewest events that add up to a response.
    static func events(of response: ModelResponse) -> [ModelEvent] {
        var events: [ModelEvent] = [.started(id: response.id, servedModel: response.servedModel)]
        var calls = 0
        for part in response.message.content {
            switch part {
            case .text(let text): if !text.isEmpty { events.append(.textDelta(text)) }
            case .reasoning(let reasoning):
                if !reasoning.text.isEmpty { events.append(.reasoningDelta(reasoning.text)) }
            case .toolCall(let call):
                events.append(.toolCallStarted(index: calls, id: call.id, name: call.name))
                if !call.arguments.isEmpty { events.append(.toolCallArguments(index: calls, delta: call.arguments)) }
                calls += 1
            case .image, .toolResult: break
            }
        }
        if response.usage.source != .missing { events.append(.usage(response.usage)) }
        return events
    }
}

/// A request that a recording does not hold.
package struct NotRecorded: Error, Sendable, Hashable {
    /// What differs from the recorded request that is nearest.
    package let difference: String
}

/// A recording that cannot be read.
package struct RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The line, from 1; 0 for the whole.
    package let line: Int
    /// What is wrong.
    package let reason: String

    /// What is wrong and where.
    package var description: String { line == 0 ? reason : "line \(line) of the recording: \(reason)" }
}
