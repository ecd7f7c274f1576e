import AgentRuntime
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

/// Answers with its argument, upside down on request.
private struct Echo: Tool {
    struct Arguments: ToolArguments {
        @Parameter("What to say") var text: String
        @Parameter("Whether to reverse it") var reversed: Bool?
    }
    static let name = "echo"
    static let description = "Says it back."
    func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
        ToolOutput(arguments.reversed == true ? String(arguments.text.reversed()) : arguments.text)
    }
}

private struct Broken: Tool {
    static let name = "broken"
    static let description = "Always fails."
    func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput { throw ToolFailure("out of order") }
}

@Suite struct AgentLoopTests {
    @Test func `answers, and everything is in the ledger when it does`() async throws {
        let test = try TestRuntime(ScriptedModel([.text("Hello there.").used(Usage(input: 10, output: 3))]))
        let result = try await test.send("Hi")
        #expect(result.text == "Hello there.")
        #expect(result.iterations == 1)
        #expect(test.log.text == "Hello there.")
        #expect(test.log.outline == ["turn", "pass 0", "settled succeeded", "answered"])
        let summary = try #require(try await test.ledger.conversations(limit: 5).first)
        let stored = try #require(try await test.ledger.conversation(summary.record.id))
        #expect(stored.messages.map(\.message.text) == ["Hi", "Hello there."])
        #expect(stored.turns.map(\.end?.outcome) == [.completed])
        // 10 × $1 + 3 × $2 a million tokens.
        #expect(summary.cost == Money(picodollars: 16_000_000))
    }

    @Test func `runs tool calls in order and gives the results back to the model`() async throws {
        let model = ScriptedModel([
            .toolCalls([("echo", #"{"text":"a"}"#), ("echo", #"{"text":"bc","reversed":true}"#)]), .text("Done."),
        ])
        let test = try TestRuntime(model, tools: [Echo()])
        let result = try await test.send("Say things")
        #expect(result.text == "Done.")
        #expect(result.toolCalls.map(\.result.text) == ["a", "cb"])
        #expect(model.requests[1].messages.last?.toolResults.map(\.text) == ["a", "cb"])
        #expect(model.requests[0].tools.map(\.name) == ["echo"])
        #expect(
            test.log.outline == [
                "turn", "pass 0", "settled succeeded", "answered", "start echo", "done echo", "start echo", "done echo",
                "pass 1", "settled succeeded", "answered",
            ])
    }

    @Test(arguments: ["", "{}", "null", #""{\"text\":\"x\"}""#, #"{"text":"x","reversed":"maybe"}"#])
    func `bad arguments go back to the model as a readable error or are understood`(arguments: String) async throws {
        let model = ScriptedModel([.toolCall("echo", arguments), .text("Done.")])
        let test = try TestRuntime(model, tools: [Echo()])
        let result = try await test.send("go")
        let text = try #require(result.toolCalls.first).result
        if arguments.contains(#"\"x\""#) {
            #expect(text == ToolResult(callID: "call_1", name: "echo", text: "x"))
        } else {
            #expect(text.isError)
            #expect(text.text.hasPrefix("The arguments of echo do not fit: "), "\(text.text)")
            #expect(text.text.contains(arguments.contains("maybe") ? "reversed" : "text"), "\(text.text)")
        }
    }

    @Test func `an unknown or failing tool is told to the model and the turn goes on`() async throws {
        let model = ScriptedModel([.toolCalls([("nothing", "{}"), ("broken", "{}")]), .text("Sorry.")])
        let test = try TestRuntime(model, tools: [Broken()])
        let result = try await test.send("go")
        #expect(
            result.toolCalls.map(\.result.text) == ["[fw.tool_not_found tool=nothing tools=broken]", "out of order"])
        #expect(result.toolCalls.map(\.result.isError) == [true, true])
    }

    @Test func `stops a model that repeats the same call, after two warnings`() async throws {
        let model = ScriptedModel(answering: { _, _ in .toolCall("echo", #"{"text":"again"}"#) })
        let test = try TestRuntime(model, tools: [Echo()])
        let error = await #expect(throws: AgentError.self) { try await test.send("go") }
        #expect(error?.code == .repeatedCalls)
        #expect(model.requests.count == 5)
        let warnings = model.requests[4].messages.filter { $0.text.hasPrefix("[fw.repeated_call") }
        #expect(warnings.map(\.text) == ["[fw.repeated_call times=3]", "[fw.repeated_call times=4]"])
    }

    @Test func `the same call with a new result is progress`() async throws {
        let model = ScriptedModel(answering: { request, number in
            number < 10 ? .toolCall("count") : .text("Ten.")
        })
        struct Count: Tool {
            static let name = "count"
            static let description = "Counts."
            func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput {
                ToolOutput("\(run.clock.now.microseconds)-\(Int.random(in: 0..<Int.max))")
            }
        }
        let test = try TestRuntime(model, tools: [Count()])
        #expect(try await test.send("go").text == "Ten.")
    }

    @Test func `stops after its limit of passes, resumably`() async throws {
        let model = ScriptedModel(answering: { _, number in .toolCall("echo", #"{"text":"\#(number)"}"#) })
        let test = try TestRuntime(model, tools: [Echo()], limits: LoopLimits(iterations: 4))
        let conversation = try await test.runtime.newConversation()
        let error = await #expect(throws: AgentError.self) {
            try await conversation.send("go", onEvent: test.log.sink)
        }
        #expect(error?.code == .tooManyIterations)
        #expect(error?.isResumable == true)
        #expect(model.requests.count == 4)
        model.append(.text("unused"))
        let stored = try await test.ledger.conversation(conversation.id)
        #expect(stored?.turns.first?.end?.outcome == .stopped)
    }

    @Test func `stops after unusable replies in a row`() async throws {
        let test = try TestRuntime(ScriptedModel([.text(""), .text("  "), .text("\n")]))
        let error = await #expect(throws: AgentError.self) { try await test.send("go") }
        #expect(error?.code == .unusableReplies)
    }

    @Test func `a model without tool calls calls them in its text`() async throws {
        var profile = ScriptedModel.usualProfile
        profile.callsTools = false
        let model = ScriptedModel(
            [
                .text(#"I will. {"tool_name": "echo", "tool_args": {"text": "hi"}}"#),
                .text("{tool_name: 'response', tool_args: {text: 'All done.'}}"),
            ], profile: profile)
        let test = try TestRuntime(model, tools: [Echo(), Finish()])
        let result = try await test.send("go")
        #expect(result.text == "All done.")
        #expect(test.log.text == "All done.")
        #expect(model.requests[0].tools.isEmpty)
        #expect(model.requests[1].messages.last?.text == "[fw.tool_result result=hi tool=echo]")
    }

    private struct Finish: Tool {
        struct Arguments: ToolArguments { @Parameter("The answer") var text: String }
        static let name = "response"
        static let description = "Ends the turn."
        func call(_ arguments: Arguments, in run: Run) async throws -> ToolOutput {
            ToolOutput(arguments.text, endsTurn: true)
        }
    }

    @Test func `a message typed meanwhile is taken in at the next safe point`() async throws {
        let gate = Gate()
        let model = ScriptedModel([.text("First thought.").gated(by: gate, afterSteps: 1), .text("Second thought.")])
        let test = try TestRuntime(model)
        let conversation = try await test.runtime.newConversation()
        async let turn = conversation.send("go", onEvent: test.log.sink)
        await gate.arrival()
        #expect(conversation.intervene("Wait, in French!"))
        gate.open()
        #expect(try await turn.text == "Second thought.")
        #expect(model.requests[1].messages.last?.text == "[fw.intervention message=Wait, in French!]")
        #expect(test.log.outline.contains("intervention Wait, in French!"))
    }

    @Test func `a paused turn waits and goes on`() async throws {
        let gate = Gate()
        let test = try TestRuntime(ScriptedModel([.text("One two three.").gated(by: gate, afterSteps: 1)]))
        let conversation = try await test.runtime.newConversation()
        async let turn = conversation.send("go", onEvent: test.log.sink)
        await gate.arrival()
        conversation.pause()
        gate.open()
        conversation.unpause()
        #expect(try await turn.text == "One two three.")
    }

    @Test func `cancelling keeps what was shown, settles what was used, and ends the turn`() async throws {
        let gate = Gate()
        let model = ScriptedModel([.text("One two three.").gated(by: gate, afterSteps: 2)])
        let trace = HookTrace()
        let test = try TestRuntime(model, extensions: [trace])
        let conversation = try await test.runtime.newConversation()
        let turn = Task { try await conversation.send("go", onEvent: test.log.sink) }
        await gate.arrival()
        turn.cancel()
        await #expect(throws: CancellationError.self) { try await turn.value }
        let stored = try #require(try await test.ledger.conversation(conversation.id))
        #expect(stored.messages.map(\.message.text) == ["go", "One two "])
        #expect(stored.messages.map(\.origin) == [.person, .partial])
        #expect(stored.turns.map(\.end?.outcome) == [.cancelled])
        let attempt = try #require(try await test.ledger.attempts(SpendFilter(), limit: 9).first)
        #expect(attempt.settlement?.outcome == .cancelled)
        #expect(attempt.settlement?.usageSource == .estimate)
        #expect(attempt.settlement?.usage.output == 2)
        #expect(trace.points.suffix(3) == ["hist_add_before", "message_loop_end", "monologue_end"])
        #expect(trace.points.contains("chat_model_call_after"))
        #expect(!conversation.isRunning)
    }

    @Test func `a subordinate has its own history and draws on the same conversation`() async throws {
        let model = ScriptedModel([
            .toolCall("delegate"), .text("I am the subordinate.").used(Usage(input: 7, output: 1)),
            .text("He says so."),
        ])
        struct Delegate: Tool {
            static let name = "delegate"
            static let description = "Delegates."
            func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput {
                ToolOutput(try await run.callSubordinate("Who are you?"))
            }
        }
        let test = try TestRuntime(model, tools: [Delegate()])
        let result = try await test.send("Ask him")
        #expect(result.text == "He says so.")
        #expect(model.requests[1].messages.map(\.text) == ["You are A1.", "Who are you?"])
        #expect(result.attempts.count == 3)
        let conversation = try #require(try await test.ledger.conversations(limit: 1).first)
        let stored = try #require(try await test.ledger.conversation(conversation.record.id))
        #expect(stored.turns.map(\.record.depth) == [0, 1])
        #expect(stored.turns[1].record.parent == stored.turns[0].record.id)
    }

    @Test func `subordinates may not nest deeper than the limit`() async throws {
        struct Delegate: Tool {
            static let name = "delegate"
            static let description = "Delegates."
            func call(_ arguments: NoArguments, in run: Run) async throws -> ToolOutput {
                ToolOutput(try await run.callSubordinate("go"))
            }
        }
        let model = ScriptedModel(answering: { request, _ in
            request.messages.last?.role == .tool ? .text("ok") : .toolCall("delegate")
        })
        let test = try TestRuntime(model, tools: [Delegate()], limits: LoopLimits(depth: 2))
        _ = try await test.send("go")
        #expect(model.requests.count == 6)
    }

    @Test func `resumes where it was, and a call without a result is answered for`() async throws {
        let test = try TestRuntime(ScriptedModel([.text("One."), .text("Two.")]), tools: [Echo()])
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send("first", onEvent: test.log.sink)
        let turn = TurnID(at: test.clock.now)
        let now = test.clock.now
        try await test.ledger.commit([
            .turnStarted(TurnRecord(id: turn, conversation: conversation.id, startedAt: now)),
            .messageAdded(
                MessageRecord(
                    id: MessageID(at: now), conversation: conversation.id, turn: turn, iteration: 0, origin: .model,
                    message: Message(
                        role: .assistant, content: [.toolCall(ToolCall(id: "c", name: "echo", arguments: "{}"))]),
                    addedAt: now)),
        ])
        let resumed = try await test.runtime.resumeConversation(conversation.id)
        _ = try await resumed.send("second", onEvent: test.log.sink)
        let sent = try #require(test.model.requests.last).messages
        #expect(sent.map(\.role) == [.system, .user, .assistant, .assistant, .tool, .user])
        #expect(sent[4].toolResults.first?.isError == true)
    }

    @Test func `undo takes the last turn back and keeps its cost`() async throws {
        let test = try TestRuntime(ScriptedModel([.text("One."), .text("Two."), .text("Three.")]))
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send("a", onEvent: test.log.sink)
        _ = try await conversation.send("b", onEvent: test.log.sink)
        #expect(try await conversation.undo()?.text == "b")
        _ = try await conversation.send("c", onEvent: test.log.sink)
        #expect(test.model.requests[2].messages.map(\.text) == ["You are A0.", "a", "One.", "c"])
        #expect(try await test.ledger.spend(SpendFilter(conversation: conversation.id)).attempts == 3)
    }

    @Test func `one conversation answers one message at a time`() async throws {
        let gate = Gate()
        let test = try TestRuntime(ScriptedModel([.text("slow").gated(by: gate)]))
        let conversation = try await test.runtime.newConversation()
        async let turn = conversation.send("a", onEvent: test.log.sink)
        await gate.arrival()
        let error = await #expect(throws: AgentError.self) {
            try await conversation.send("b", onEvent: test.log.sink)
        }
        #expect(error?.code == .busy)
        gate.open()
        _ = try await turn
    }
}
