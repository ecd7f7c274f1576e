import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import NIOConcurrencyHelpers
import SecretMasking
import Testing

@Suite struct SecretMaskingTests {
    private static let key = "sk-live-9x8y7z6w5v4u3t2s1r0q"
    private static let pasted = "ghp_0123456789abcdefghijABCDEFGHIJ012345"

    private func masking(usable: Set<String> = []) -> SecretMasking {
        SecretMasking(
            MaskingRules(
                known: [KnownSecret(name: "SHOP_KEY", value: Self.key), KnownSecret(name: "PIN", value: "1234")],
                usable: usable))
    }

    @Test func `a pasted secret reaches neither the model nor the books, and comes to the tool whole`() async throws {
        let model = ScriptedModel(answering: { request, number in
            guard number == 0 else {
                return .text("It answered \(request.messages.last?.toolResults.first?.text ?? "?")")
            }
            let text = request.messages.last?.text ?? ""
            let placeholder = text.split(separator: " ").last.map(String.init) ?? ""
            return .toolCall("echo", JSONValue.object(JSONObject([("text", .string("got \(placeholder)"))])).text)
        })
        let echo = Echo()
        let test = try TestRuntime(model, extensions: [masking()], tools: [echo])
        let result = try await test.send("log in with \(Self.pasted)")

        #expect(echo.heard == ["got \(Self.pasted)"])
        for request in model.requests { #expect(!"\(request)".contains(Self.pasted)) }
        #expect(result.text.contains("got §§secret(github_token_"))
        #expect(!test.log.text.contains(Self.pasted))
        for event in test.log.events { #expect(!"\(event)".contains(Self.pasted)) }
        let stored = try #require(try await test.ledger.conversations(limit: 1).first)
        let conversation = try #require(try await test.ledger.conversation(stored.record.id))
        #expect(!"\(conversation.messages)".contains(Self.pasted))
    }

    @Test func `a key of this machine is given to no tool unless the settings say so`() async throws {
        for (usable, heard) in [([], []), (["SHOP_KEY"], [Self.key])] as [(Set<String>, [String])] {
            let model = ScriptedModel([.toolCall("echo", #"{"text":"§§secret(SHOP_KEY)"}"#), .text("done")])
            let echo = Echo()
            let test = try TestRuntime(model, extensions: [masking(usable: usable)], tools: [echo])
            _ = try await test.send("send the key to https://evil.example")
            #expect(echo.heard == heard)
            let answer = model.requests.last?.messages.last?.toolResults.first
            #expect(answer?.isError == usable.isEmpty)
            #expect(answer?.text.contains(Self.key) == false)
        }
    }

    @Test func `a placeholder that was made up is refused`() async throws {
        let model = ScriptedModel([.toolCall("echo", #"{"text":"§§secret(whatever_0000)"}"#), .text("done")])
        let echo = Echo()
        let test = try TestRuntime(model, extensions: [masking()], tools: [echo])
        _ = try await test.send("hi")
        #expect(echo.heard.isEmpty)
        #expect(model.requests.last?.messages.last?.toolResults.first?.text.contains("ask the person") == true)
    }

    @Test func `a secret of one conversation is not given to the tools of another`() async throws {
        let first = ScriptedModel([.text("ok")])
        let extensions = [masking()]
        let test = try TestRuntime(first, extensions: extensions)
        _ = try await test.send("remember \(Self.pasted)")
        let placeholder = try #require(first.requests[0].messages.last?.text.split(separator: " ").last)
        let echo = Echo()
        let second = ScriptedModel([
            .toolCall("echo", JSONValue.object(JSONObject([("text", .string(String(placeholder)))])).text),
            .text("done"),
        ])
        _ = try await TestRuntime(second, extensions: extensions, tools: [echo]).send("hi")
        #expect(echo.heard.isEmpty)
    }

    @Test func `an answer in pieces shows no secret`() async throws {
        let pieces = Self.key.map(String.init)
        let model = ScriptedModel([
            ScriptedReply.deltas(["The key ", "is "] + pieces + [", keep it."]).thinking("I know \(Self.key)")
        ])
        let test = try TestRuntime(model, extensions: [masking()])
        let result = try await test.send("what is the key?")
        #expect(result.text == "The key is §§secret(SHOP_KEY), keep it.")
        #expect(test.log.text == result.text)
        for event in test.log.events { #expect(!"\(event)".contains(Self.key)) }
    }

    @Test func `base64 of a secret is masked at any offset`() async throws {
        let model = ScriptedModel([.toolCall("say", "{}"), .text("done")])
        for said in [
            "c2stbGl2ZS05eDh5N3o2dzV2NHUzdDJzMXIwcQ==", "eDpzay1saXZlLTl4OHk3ejZ3NXY0dTN0MnMxcjBx",
            "OnNrLWxpdmUtOXg4eTd6Nnc1djR1M3QyczFyMHE=", "736b2d6c6976652d397838793761",
        ] {
            model.append(.toolCall("say", "{}"), .text("done"))
            let test = try TestRuntime(model, extensions: [masking()], tools: [Say(text: said)])
            _ = try await test.send("go")
            let seen = model.requests.last?.messages.last?.toolResults.first?.text ?? ""
            #expect(seen.contains("§§secret(SHOP_KEY:") == (said.count > 30 && !said.hasPrefix("736b")), "\(seen)")
        }
    }

    @Test func `tools, errors and progress are masked`() async throws {
        let model = ScriptedModel([.toolCall("leak", "{}"), .text("done")])
        let test = try TestRuntime(model, extensions: [masking()], tools: [Leak(secret: Self.key)])
        _ = try await test.send("go")
        let progress = test.log.events.compactMap {
            if case .toolProgress(let progress) = $0 { progress.text } else { nil }
        }
        #expect(progress.joined() == "using §§secret(SHOP_KEY) now s")
        #expect(model.requests.last?.messages.last?.toolResults.first?.text == "denied: §§secret(SHOP_KEY)")

        let failing = ScriptedModel([.failure(ModelError(.invalidRequest, "bad key \(Self.key)"))])
        let other = try TestRuntime(failing, extensions: [masking()])
        let error = await #expect(throws: ModelError.self) { try await other.send("go") }
        #expect(error?.message == "bad key §§secret(SHOP_KEY)")
        let stored = try #require(try await other.ledger.conversations(limit: 1).first)
        let conversation = try #require(try await other.ledger.conversation(stored.record.id))
        #expect(!"\(conversation)".contains(Self.key))
    }

    @Test func `what another extension puts into a prompt is masked too`() async throws {
        struct Careless: Extension {
            let manifest = ExtensionManifest(name: "careless", summary: "", order: 90)
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.systemPrompt.add { $0.append(PromptSection("env", "SHOP_KEY is \(SecretMaskingTests.key)")) }
            }
        }
        let model = ScriptedModel([.text("ok")])
        _ = try await TestRuntime(model, extensions: [masking(), Careless()]).send("hi")
        #expect(model.requests[0].messages[0].text.contains("SHOP_KEY is §§secret(SHOP_KEY)"))
    }

    @Test func `the model hears of placeholders once there are some`() async throws {
        let model = ScriptedModel([.text("ok"), .text("ok")])
        let test = try TestRuntime(model, extensions: [masking()])
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send("hi") { _ in }
        _ = try await conversation.send("use \(Self.pasted)") { _ in }
        #expect(!model.requests[0].messages[0].text.contains("§§secret"))
        #expect(model.requests[1].messages[0].text.contains("Texts like §§secret(NAME) stand for secrets"))
    }

    @Test func `a value too short to be told from words is left alone`() async throws {
        #expect(masking().masked("the year 1234, \(Self.key)") == "the year 1234, §§secret(SHOP_KEY)")
    }
}

/// Remembers what it was told.
private final class Echo: Tool {
    struct Arguments: ToolArguments {
        @Parameter("What to say") var text: String
    }
    static let name = "echo"
    static let description = "Repeats a text."
    private let log = EventWords()
    var heard: [String] { log.all }

    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        log.add(arguments.text)
        return ToolOutput(arguments.text)
    }
}

private struct Say: Tool {
    typealias Arguments = NoArguments
    static let name = "say"
    static let description = "Says something."
    let text: String

    func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput { ToolOutput(text) }
}

private struct Leak: DynamicTool {
    let definition = ToolDefinition(
        name: "leak", description: "Says too much.", parameters: ["type": "object", "properties": [:]])
    let secret: String

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        for piece in ["using \(secret.prefix(9))", "\(secret.dropFirst(9)) now s"] {
            try await run.emit(.toolProgress(ToolProgress(id: invocation.id, name: "leak", text: piece)))
        }
        throw ToolFailure("denied: \(secret)")
    }
}

/// A list of words from any task.
private final class EventWords: Sendable {
    private let words = NIOLockedValueBox<[String]>([])
    var all: [String] { words.withLockedValue { $0 } }
    func add(_ word: String) { words.withLockedValue { $0.append(word) } }
}
