import FarthingTesting
import LanguageModels
import Money
import NIOConcurrencyHelpers
import Testing

@testable import ModelProviders

@Suite struct RecordedModelTests {
    private let id = ModelID(provider: "scripted", name: "model")

    private func request(_ texts: String...) -> ModelRequest {
        ModelRequest(model: id, messages: texts.map { Message(.user, $0) })
    }

    /// Records exchanges of a scripted model and returns the lines.
    private func record(_ script: [ScriptedReply], _ requests: [ModelRequest]) async throws -> (String, [ModelResponse])
    {
        let lines = NIOLockedValueBox<[String]>([])
        let model = RecordingModel(ScriptedModel(script)) { exchange in
            lines.withLockedValue { $0.append(exchange.line) }
        }
        var responses: [ModelResponse] = []
        for request in requests { responses.append(try await model.respond(to: request) { _ in }) }
        return (lines.withLockedValue { $0.joined(separator: "\n") + "\n" }, responses)
    }

    private func replaying(_ recording: String) throws -> ReplayingModel {
        try ReplayingModel(profile: ModelProfile(id: id), recording: recording)
    }

    @Test func `replays what was recorded, events and all`() async throws {
        let usage = Usage(input: 3, cacheRead: 2, cacheWrite1h: 1, output: 4, serverTools: [.webSearch: 2])
        let (recording, responses) = try await record(
            [
                .toolCalls([("f", #"{"a":"ü\n"}"#)]).thinking("well").used(
                    usage, reportedCost: Money(picodollars: 1_500)),
                .text("two").withoutUsage().finishing(.other("odd")),
            ], [request("a"), request("a", "b")])
        let model = try replaying(recording)
        var events: [ModelEvent] = []
        let second = try await model.respond(to: request("a", "b")) { _ in }
        let first = try await model.respond(to: request("a")) { events.append($0) }
        #expect([first, second] == responses)
        #expect(EventSum(events).content == first.message.content)
        #expect(events.last == .usage(first.usage))
    }

    @Test func `conforms, recording and replaying`() async throws {
        let (recording, _) = try await record([.text("one two").thinking("h m")], [request("x")])
        let replay = await ModelConformance(request: request("x")) { try replaying(recording) }.violations()
        #expect(replay == [])
        let record = await ModelConformance(request: request("x")) {
            RecordingModel(ScriptedModel { _, _ in .text("one two") }) { _ in }
        }.violations()
        #expect(record == [])
    }

    @Test func `answers the same request in the recorded order`() async throws {
        let (recording, _) = try await record([.text("1"), .text("2")], [request("x"), request("x")])
        let model = try replaying(recording)
        var texts: [String] = []
        for _ in 0..<3 { texts.append(try await model.respond(to: request("x")) { _ in }.message.text) }
        #expect(texts == ["1", "2", "2"])
    }

    @Test func `says which message differs`() async throws {
        let (recording, _) = try await record([.text("1"), .text("2")], [request("a", "b"), request("q")])
        let error = await #expect(throws: ModelError.self) {
            try await replaying(recording).respond(to: request("a", "c")) { _ in }
        }
        let cause = try #require(error?.cause as? NotRecorded)
        #expect(cause.difference == "message 2 (user) is “c…”, recorded was (user) “b…”")
        #expect(error?.isTransient == false)
        var hotter = request("a", "b")
        hotter.temperature = 1
        let other = await #expect(throws: ModelError.self) {
            try await replaying(recording).respond(to: hotter) { _ in }
        }
        #expect((other?.cause as? NotRecorded)?.difference == "the model or its settings differ")
    }

    @Test func `does not mind whether it was streamed`() async throws {
        let (recording, _) = try await record([.text("1")], [request("x")])
        var whole = request("x")
        whole.stream = false
        #expect(try await replaying(recording).respond(to: whole) { _ in }.message.text == "1")
    }

    @Test(arguments: [("\n{\"a\":1}\n", 2), ("nonsense", 1)])
    func `names the line of a damaged recording`(_ recording: String, _ line: Int) {
        let error = #expect(throws: RecordingError.self) { try replaying(recording) }
        #expect(error?.line == line)
    }
}
