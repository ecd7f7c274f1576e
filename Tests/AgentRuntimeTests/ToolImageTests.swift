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

    @Test func `an extension can take them away`() async throws {
        #expect(try await parts(seesImages: true, extensions: [Blindfold()]).count == 1)
    }
}
