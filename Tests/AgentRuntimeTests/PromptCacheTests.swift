import ExactJSON
import FarthingTesting
import LanguageModels
import Testing

@testable import AgentRuntime

/// What providers' prompt caches depend on.
@Suite struct PromptCacheTests {
    private struct Named: DynamicTool {
        let name: String
        var definition: ToolDefinition {
            ToolDefinition(name: name, description: "Says \(name).", parameters: ["type": "object"])
        }
        func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput { ToolOutput(name) }
    }

    private struct Offering: Extension {
        let manifest = ExtensionManifest(name: "offering", summary: "")
        func tools(for run: Run) -> [any DynamicTool] { [Named(name: "beta"), Named(name: "alpha")] }
    }

    private struct Extras: Extension {
        let manifest = ExtensionManifest(name: "extras", summary: "")
        func register(in hooks: inout Hooks, for run: Run) {
            hooks.messageLoopPromptsAfter.add { state in
                state.extrasTemporary.append(PromptSection("now", "pass \(state.iteration)"))
            }
        }
    }

    private func requests() async throws -> (requests: [ModelRequest], conversation: ConversationID) {
        let model = ScriptedModel([
            .text("One."), .toolCall("alpha"), .toolCall("gamma"), .text("Two."), .text("Three."),
        ])
        let test = try TestRuntime(
            model, extensions: [Offering(), Extras()], tools: [Named(name: "gamma"), Named(name: "delta")])
        let conversation = try await test.runtime.newConversation()
        for text in ["a", "b", "c"] { _ = try await conversation.send(text, onEvent: test.log.sink) }
        return (model.requests, conversation.id)
    }

    @Test func `each prompt begins with all of the one before but its extras`() async throws {
        let requests = try await requests().requests
        #expect(requests.count == 5)
        for (before, after) in zip(requests, requests.dropFirst()) {
            let stable = before.messages.dropLast().map(\.content)
            #expect(after.messages.prefix(stable.count).map(\.content) == stable)
            #expect(after.messages.count >= before.messages.count)
        }
    }

    @Test func `tools stand in the order of their names, in the very same list`() async throws {
        let requests = try await requests().requests
        #expect(requests.allSatisfy { $0.tools.map(\.name) == ["alpha", "beta", "delta", "gamma"] })
        let places = requests.map { $0.tools.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) } }
        #expect(Set(places).count == 1)
    }

    @Test func `a conversation's requests have one cache key, others have theirs`() async throws {
        let (first, second) = (try await requests(), try await requests())
        #expect(first.requests.allSatisfy { $0.cacheKey == first.conversation.text })
        #expect(first.conversation != second.conversation)
        #expect(first.conversation.text.utf8.count <= 64)
    }

    @Test func `the cache is asked for behind the system prompt, the last prompt and the history`() async throws {
        let requests = try await requests().requests
        let marked = requests.map { request in request.messages.indices.filter { request.messages[$0].cacheBreakpoint }
        }
        // System, user, and the extras that are not cached; then what was said since.
        #expect(marked[0] == [0, 1])
        #expect(marked[1] == [0, 1, 3])
        #expect(marked[2] == [0, 3, 5])
        #expect(marked.allSatisfy { $0.count <= 4 })
        for (request, places) in zip(requests, marked) { #expect(places.last == request.messages.count - 2) }
    }
}
