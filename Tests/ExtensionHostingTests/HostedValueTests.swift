import AgentRuntime
import ExactJSON
import LanguageModels
import Testing

@testable import ExtensionHosting

@Suite struct HostedValueTests {
    @Test func `a child is asked to end, then told, then ended`() {
        var lifetime = ChildLifetime(grace: .seconds(1))
        #expect(lifetime.next(at: .zero) == .wait(until: nil))
        lifetime.isStopping = true
        #expect(lifetime.next(at: .zero) == .closeInput)
        #expect(lifetime.next(at: .zero) == .wait(until: .seconds(1)))
        #expect(lifetime.next(at: .seconds(1)) == .terminate)
        #expect(lifetime.next(at: .seconds(2)) == .kill)
        lifetime.hasEnded = true
        #expect(lifetime.next(at: .seconds(2)) == .finish)
    }

    @Test func `what a child that ended by itself has started is ended too`() {
        var lifetime = ChildLifetime(grace: .seconds(1))
        lifetime.hasEnded = true
        #expect(lifetime.next(at: .zero) == .kill)
        #expect(lifetime.next(at: .zero) == .finish)
    }

    @Test func `what fails is tried later each time, and given up after five`() {
        var backOff = BackOff()
        var waits: [Duration] = []
        var now = Duration.zero
        for _ in 0..<5 {
            backOff.failed(at: now)
            let begin = now
            while !backOff.allows(at: now) { now += .milliseconds(500) }
            waits.append(now - begin)
        }
        #expect(waits == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(8)])
        #expect(backOff.isExhausted)
        backOff.succeeded()
        #expect(!backOff.isExhausted && backOff.allows(at: now))
        backOff.ended(at: now)
        #expect(backOff.allows(at: now))
        backOff.ended(at: now)
        #expect(!backOff.allows(at: now) && backOff.allows(at: now + .milliseconds(500)))
    }

    @Test func `lines are cut wherever the bytes were`() throws {
        let text = Array("one\ntwo\r\n\nlast".utf8)
        for size in 1...text.count {
            var buffer = LineBuffer(limit: 8)
            var lines: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                text[start..<min(text.count, start + size)].withUnsafeBufferPointer { buffer.append($0) }
                while let line = try buffer.next() { lines.append(String(decoding: line, as: UTF8.self)) }
            }
            #expect(lines == ["one", "two", ""], "\(size)")
        }
        var buffer = LineBuffer(limit: 8)
        Array("123456789".utf8).withUnsafeBufferPointer { buffer.append($0) }
        #expect(throws: LineBuffer.Overflow.self) { _ = try buffer.next() }
    }

    @Test func `a reply of any kind becomes text`() throws {
        let reply: JSONValue = [
            "content": [
                ["type": "text", "text": "T"], ["type": "image", "mimeType": "image/png", "data": "AAAA"],
                ["type": "resource_link", "uri": "a://b", "name": "n"],
                ["type": "resource", "resource": ["uri": "a://c", "text": "body"]],
                ["type": "image", "mimeType": "image/tiff", "data": "AAAA"],
                ["type": "image", "mimeType": "image/png", "data": "no base64!"],
                ["type": "audio", "mimeType": "audio/wav", "data": "AAAAAAAA"],
                ["type": "resource", "resource": ["uri": "a://d", "mimeType": "image/webp", "blob": "BBBB"]],
            ]
        ]
        let output = try ToolReply(reply).output()
        #expect(
            output.text.split(separator: "\n") == [
                "T", "[image, image/png, 3 bytes]", "[resource n at a://b]", "[a://c]", "body",
                "[image, image/tiff, 3 bytes, not shown]", "[image, image/png, 6 bytes, not shown]",
                "[audio, audio/wav, 6 bytes, not shown]", "[a://d, image/webp, 3 bytes]",
            ])
        #expect(
            output.images == [.base64("AAAA", mediaType: "image/png"), .base64("BBBB", mediaType: "image/webp")])
        let many: JSONValue = ["content": .array(Array(repeating: reply["content"]?.arrayValue?[1] ?? .null, count: 9))]
        #expect(try ToolReply(many).output().images.count == 8)
        #expect(try ToolReply(many).output().text.hasSuffix("bytes]\n[image, image/png, 3 bytes, not shown]"))
        #expect(try ToolReply(["structuredContent": ["a": 1]]).output().text == #"{"a":1}"#)
        #expect(throws: ToolFailure.self) { try ToolReply(["isError": true]).output() }
        let long = String(repeating: "x", count: ToolReply.limit + 7)
        #expect(ToolReply.bounded(long).contains("[… 7 bytes left out …]"))
    }

    @Test func `a prompt's arguments are read as they are typed`() throws {
        let prompt = try #require(
            ServerPrompt(["name": "p", "arguments": [["name": "a", "required": true], ["name": "b"]]], server: "s"))
        #expect(prompt.command == "/s:p")
        #expect(prompt.values(of: #" a="two words" b=x"#) == JSONObject([("a", "two words"), ("b", "x")]))
        let one = try #require(ServerPrompt(["name": "p", "arguments": [["name": "a"]]], server: "s"))
        #expect(one.values(of: "all of it") == JSONObject([("a", "all of it")]))
    }

    @Test func `what a program changes is merged, and what it may not change stays`() throws {
        let turn = TurnID("t")
        let invocation = ToolInvocation(
            id: "1", name: "shell",
            arguments: JSONObject([("command", "ls"), ("big", .number(try #require(JSONNumber(text: "1.10"))))]),
            turn: turn)
        let encoded = try JSONValueEncoder().encode(invocation)
        #expect(
            encoded.text
                == #"{"id":"1","name":"shell","arguments":{"command":"ls","big":1.10},"turn":"t"}"#)
        let changed = try invocation.changed(
            by: ["id": "forged", "name": "look", "arguments": ["command": nil, "at": 1]], from: encoded)
        #expect(changed.id == "1" && changed.name == "look" && changed.turn == turn)
        #expect(JSONValue.object(changed.arguments).text == #"{"big":1.10,"at":1}"#)
    }

    @Test func `a state of the loop comes back from its JSON as it was`() throws {
        var state = LoopState(
            conversation: ConversationID("c"), turn: turn, depth: 0, userMessage: Message(.user, "hi"),
            route: Route(model: ModelID(provider: "a", name: "b"), reason: "r"))
        state.history = [HistoryEntry(id: MessageID("m"), turn: turn, origin: .person, message: Message(.user, "hi"))]
        state.system = [PromptSection("main", "x")]
        let encoder = JSONValueEncoder()
        let encoded = try encoder.encode(state)
        let again = try JSONValueDecoder().decode(LoopState.self, from: encoded)
        #expect(try encoder.encode(again) == encoded)
        #expect(again.history == state.history && again.system == state.system)
    }

    private let turn = TurnID("t")
}
