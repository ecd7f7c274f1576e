import AgentRuntime
import FarthingTesting
import LanguageModels
import Testing

@Suite struct ToolImageTests {
    private struct Camera: Tool {
        struct Arguments: ToolArguments { init() {} }
        static let name = "camera"
        static let description = "Takes a picture."
        func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
            ToolOutput("taken", images: [.base64("AAAA", mediaType: "image/png")])
        }
    }

    private struct Finish: Tool {
        struct Arguments: ToolArguments { @Parameter("The answer") var text: String }
        static let name = "response"
        static let description = "Ends the turn."
        func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
            ToolOutput(arguments.text, endsTurn: true)
        }
    }

    private struct Blindfold: Extension {
        let manifest = ExtensionManifest(name: "blindfold", summary: "Takes images away.")
        func register(in hooks: inout Hooks, for run: Run) { hooks.toolExecuteAfter.add { $0.images = [] } }
    }

    private func parts(seesImages: Bool, extensions: [any Extension] = []) async throws -> [ContentPart] {
        let profile = ModelProfile(
            id: ModelID(provider: "scripted", name: "model"), contextWindow: 128_000, maxOutputTokens: 16_384,
            seesImages: seesImages)
        let model = ScriptedModel([.toolCall("camera"), .text("done")], profile: profile)
        let test = try TestRuntime(model, extensions: extensions, tools: [Camera()])
        _ = try await test.send("look")
        return try #require(model.requests.last?.messages.last { $0.role == .tool }).content
    }

    @Test func `a model that sees images is shown those of a tool`() async throws {
        let parts = try await parts(seesImages: true)
        #expect(parts.count == 3)
        guard case .toolResult(let result) = parts[0] else {
            Issue.record("the result does not come first")
            return
        }
        #expect(result.text == "taken")
        #expect(parts[1...] == [.text("Shown by camera:"), .image(.base64("AAAA", mediaType: "image/png"))])
    }

    @Test func `another is told of their kind and size`() async throws {
        let parts = try await parts(seesImages: false)
        #expect(
            parts.last
                == .text("[image/png, 3 bytes, not shown: this model sees no images]"))
    }

    @Test func `one that calls tools in its text is told of them there`() async throws {
        let profile = ModelProfile(
            id: ModelID(provider: "scripted", name: "model"), contextWindow: 128_000, maxOutputTokens: 16_384,
            callsTools: false)
        let call = #"{"tool_name": "camera", "tool_args": {}}"#
        let end = #"{"tool_name": "response", "tool_args": {"text": "done"}}"#
        let model = ScriptedModel([.text(call), .text(end)], profile: profile)
        _ = try await TestRuntime(model, tools: [Camera(), Finish()]).send("look")
        let text = try #require(model.requests.last?.messages.last { $0.role == .user }).text
        #expect(text.contains("taken") && text.hasSuffix("\n[image/png, 3 bytes, not shown]"), "\(text)")
    }

    @Test func `an extension can take them away`() async throws {
        #expect(try await parts(seesImages: true, extensions: [Blindfold()]).count == 1)
    }
}
