import AgentRuntime
import FarthingTesting
import LanguageModels
import Synchronization
import Testing

/// An extension made of a closure.
private struct Plain: Extension {
    let manifest: ExtensionManifest
    let body: @Sendable (inout Hooks, Run) -> Void
    init(_ name: String, order: Int = 50, _ body: @escaping @Sendable (inout Hooks, Run) -> Void) {
        manifest = ExtensionManifest(name: name, summary: "", order: order)
        self.body = body
    }
    func register(in hooks: inout Hooks, for run: Run) { body(&hooks, run) }
}

private struct Boom: Error {}

@Suite struct HookTests {
    @Test func `every point of a turn fires, in the documented order`() async throws {
        let trace = HookTrace()
        struct Echo: Tool {
            static let name = "echo"
            static let description = ""
            func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput {
                try await run.emit(.toolProgress(ToolProgress(id: "1", name: "echo", text: "half")))
                return ToolOutput("whole")
            }
        }
        let model = ScriptedModel([.toolCall("echo").thinking("hm"), .text("Done")])
        let test = try TestRuntime(model, extensions: [trace], tools: [Echo()])
        _ = try await test.runtime.start()
        _ = try await test.send("go")
        try await test.runtime.stop()
        #expect(
            trace.points == [
                "runtime_start", "conversation_start", "agent_init", "hist_add_before", "monologue_start",
                "message_loop_start", "message_loop_prompts_before", "system_prompt", "message_loop_prompts_after",
                "before_main_llm_call", "chat_model_call_before", "model_call", "model_attempt",
                "reasoning_stream_chunk", "reasoning_stream_end", "usage_recorded", "/model_attempt", "/model_call",
                "chat_model_call_after", "response_stream_end", "hist_add_before", "tool_execute_before", "tool_call",
                "tool_output_update", "/tool_call", "tool_execute_after", "hist_add_tool_result", "hist_add_before",
                "message_loop_end",
                "message_loop_start", "message_loop_prompts_before", "system_prompt", "message_loop_prompts_after",
                "before_main_llm_call", "chat_model_call_before", "model_call", "model_attempt",
                "response_stream_chunk", "usage_recorded", "/model_attempt", "/model_call", "chat_model_call_after",
                "response_stream_end", "hist_add_before", "message_loop_end",
                "monologue_end", "process_chain_end", "runtime_stop",
            ])
    }

    @Test func `handlers run by order, then by name`() async throws {
        func named(_ name: String, _ order: Int) -> Plain {
            Plain(name, order: order) { hooks, run in
                hooks.systemPrompt.add { $0.append(PromptSection(name, name)) }
            }
        }
        let test = try TestRuntime(
            ScriptedModel([.text("x")]), extensions: [named("b", 50), named("z", 9), named("a", 50), named("c", 100)])
        _ = try await test.send("go")
        #expect(test.model.requests[0].messages[0].text == "You are A0.\n\nz\n\na\n\nb\n\nc")
    }

    @Test func `a failing handler is rolled back and reported, and the run goes on`() async throws {
        let bad = Plain("bad", order: 1) { hooks, _ in
            hooks.systemPrompt.add { sections in
                sections.append(PromptSection("half", "half done"))
                throw Boom()
            }
        }
        let test = try TestRuntime(ScriptedModel([.text("ok")]), extensions: [bad])
        #expect(try await test.send("go").text == "ok")
        #expect(test.model.requests[0].messages[0].text == "You are A0.")
        #expect(test.extensionFailures.map(\.error.owner) == ["bad"])
        #expect(test.extensionFailures.map(\.error.point) == [.systemPrompt])
    }

    @Test func `a handler that hangs is abandoned at its time limit`() async throws {
        let bad = Plain("bad") { hooks, _ in
            hooks.messageLoopStart.add { (_: inout LoopState) async throws in
                // Deaf to cancellation: never resumed.
                await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            }
        }
        let test = try TestRuntime(ScriptedModel([.text("ok")]), extensions: [bad])
        async let turn = test.send("go")
        await test.clock.sleepers(atLeast: 1)
        test.clock.advance(by: .seconds(5))
        #expect(try await turn.text == "ok")
        #expect(test.extensionFailures.first?.error.cause is HookTimeout)
    }

    @Test func `five failures in a row quarantine an extension until it is enabled`() async throws {
        let calls = Counter()
        let bad = Plain("bad") { hooks, _ in
            hooks.messageLoopStart.add { _ in
                calls.add()
                throw Boom()
            }
        }
        let test = try TestRuntime(ScriptedModel(answering: { _, _ in .text("ok") }), extensions: [bad])
        for _ in 0..<8 { _ = try await test.send("go") }
        #expect(calls.count == 5)
        #expect(test.extensionFailures.map(\.quarantined) == [false, false, false, false, true])
        test.runtime.extensions.active[0].handle.enable()
        _ = try await test.send("go")
        #expect(calls.count == 6)
    }

    @Test func `a wrap that fails fails the operation, unless it says skip`() async throws {
        let closed = Plain("closed") { hooks, _ in hooks.modelCall.add { _, _ in throw Boom() } }
        let test = try TestRuntime(ScriptedModel([.text("ok")]), extensions: [closed])
        let error = await #expect(throws: HookError.self) { try await test.send("go") }
        #expect(error?.owner == "closed")
        #expect(error?.point == .modelCall)
        #expect(test.model.requests.isEmpty)

        let open = Plain("open") { hooks, _ in hooks.modelCall.add(onFailure: .skip) { _, _ in throw Boom() } }
        let other = try TestRuntime(ScriptedModel([.text("ok")]), extensions: [open])
        #expect(try await other.send("go").text == "ok")
        #expect(other.model.requests.count == 1)
    }

    @Test func `a wrap that fails after the operation keeps its result under skip, and asks nobody twice`() async throws
    {
        let late = Plain("late") { hooks, _ in
            hooks.modelAttempt.add(onFailure: .skip) { input, next in
                _ = try await next(input)
                throw Boom()
            }
        }
        let test = try TestRuntime(ScriptedModel([.text("ok")]), extensions: [late])
        #expect(try await test.send("go").text == "ok")
        #expect(test.model.requests.count == 1)
    }

    @Test func `a wrap's time limit does not count the operation's time`() async throws {
        let gate = Gate()
        let slow = Plain("slow") { hooks, _ in
            hooks.modelCall.add(timeout: .seconds(1)) { input, next in try await next(input) }
        }
        let test = try TestRuntime(ScriptedModel([.text("ok").gated(by: gate)]), extensions: [slow])
        async let turn = test.send("go")
        await gate.arrival()
        test.clock.advance(by: .seconds(60))
        gate.open()
        #expect(try await turn.text == "ok")
        #expect(test.extensionFailures.isEmpty)
    }

    @Test func `an error of the operation passes through wraps without blaming them`() async throws {
        let plain = Plain("plain") { hooks, _ in hooks.modelCall.add { input, next in try await next(input) } }
        let test = try TestRuntime(
            ScriptedModel([.failure(ModelError(.authentication, "bad key"))]), extensions: [plain])
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.code == .authentication)
        #expect(test.extensionFailures.isEmpty)
    }

    @Test func `a refusal reaches the model as the tool's result and is no failure`() async throws {
        struct Rm: Tool {
            static let name = "rm"
            static let description = ""
            func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput { ToolOutput("gone") }
        }
        let guardian = Plain("guardian") { hooks, _ in
            hooks.toolExecuteBefore.add { _ in throw HookRefusal("not on my watch") }
        }
        let test = try TestRuntime(
            ScriptedModel([.toolCall("rm"), .text("I may not.")]), extensions: [guardian], tools: [Rm()])
        let result = try await test.send("go")
        #expect(result.toolCalls.first?.result.text == "not on my watch")
        #expect(test.extensionFailures.isEmpty)
    }

    @Test func `observers cannot fail the run`() async throws {
        let bad = Plain("bad") { hooks, _ in hooks.usageRecorded.add { _ in throw Boom() } }
        let test = try TestRuntime(ScriptedModel([.text("ok")]), extensions: [bad])
        #expect(try await test.send("go").text == "ok")
        #expect(test.extensionFailures.map(\.error.point) == [.usageRecorded])
    }

    @Test func `no time limit runs while a person is asked`() async throws {
        struct SlowPerson: Person {
            let gate: Gate
            func answer(_ question: Question) async throws -> Answer {
                try await gate.wait()
                return .yes
            }
        }
        let gate = Gate()
        let asker = Plain("asker") { hooks, run in
            hooks.messageLoopStart.add(timeout: .seconds(1)) { (_: inout LoopState) async throws in
                try await run.approve(Question(asker: "asker", text: "May I?"))
            }
        }
        let test = try TestRuntime(
            ScriptedModel([.text("ok")]), extensions: [asker], person: SlowPerson(gate: gate))
        async let turn = test.send("go")
        await gate.arrival()
        test.clock.advance(by: .seconds(600))
        gate.open()
        #expect(try await turn.text == "ok")
        #expect(test.extensionFailures.isEmpty)
    }
}

@Suite struct ExtensionSetTests {
    private func named(
        _ name: String, order: Int = 50, requires: [String] = [], before: [String] = [], after: [String] = []
    ) -> any Extension {
        struct Named: Extension { let manifest: ExtensionManifest }
        return Named(
            manifest: ExtensionManifest(
                name: name, summary: "", order: order, requires: requires, before: before, after: after))
    }

    @Test func `before and after win over the orders`() throws {
        let set = try ExtensionSet([
            (named("a", order: 90), .bundled), (named("b", order: 10, after: ["a"]), .bundled),
            (named("c", order: 95, before: ["a"]), .bundled),
        ])
        #expect(set.active.map(\.handle.name) == ["c", "a", "b"])
    }

    @Test func `a cycle names both`() {
        let error = #expect(throws: AgentError.self) {
            try ExtensionSet([(named("a", before: ["b"]), .bundled), (named("b", before: ["a"]), .bundled)])
        }
        #expect(error?.message.contains("a and b") == true)
    }

    @Test func `a missing requirement names both`() {
        let error = #expect(throws: AgentError.self) { try ExtensionSet([(named("a", requires: ["z"]), .bundled)]) }
        #expect(error?.message == "extension a needs extension z, which is not there or switched off")
    }

    @Test func `the nearer place overrides the farther one, and it is known which`() throws {
        let set = try ExtensionSet([(named("a"), .bundled), (named("a"), .project), (named("a"), .user)])
        #expect(set.active.map(\.place) == [.project])
        #expect(set.members.map(\.overriddenBy) == [nil, .project, .project])
    }

    @Test func `two of one name in one place are refused`() {
        #expect(throws: AgentError.self) { try ExtensionSet([(named("a"), .user), (named("a"), .user)]) }
    }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.wrappingAdd(1, ordering: .relaxed) }
}
