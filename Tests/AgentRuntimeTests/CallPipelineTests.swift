import AgentRuntime
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct CallPipelineTests {
    private let busy = ModelError(.overloaded, "full house", retryAfter: .seconds(2))

    @Test func `a transient failure is tried again after the time the provider asks for`() async throws {
        let test = try TestRuntime(ScriptedModel([.failure(busy), .text("Here.")]))
        async let turn = test.send("go")
        await test.clock.sleepers(atLeast: 1)
        #expect(test.clock.untilNextWake == .seconds(2))
        test.clock.advance(by: .seconds(2))
        let result = try await turn
        #expect(result.text == "Here.")
        #expect(result.attempts.map(\.start.number) == [0, 1])
        #expect(result.attempts.map { $0.settlement?.outcome } == [.failed, .succeeded])
        #expect(result.attempts[0].settlement?.cost == .zero)
        #expect(Set(result.attempts.map(\.start.call)).count == 1)
        #expect(test.log.outline.contains("retry 1 overloaded"))
    }

    @Test func `a long Retry-After is not waited for: the next model is asked`() async throws {
        let other = ScriptedModel(
            [.text("I can.")], profile: ModelProfile(id: ModelID(provider: "other", name: "m"), maxOutputTokens: 100))
        let wait = ModelError(.rateLimited, "later", retryAfter: .seconds(3600))
        let test = try TestRuntime(
            ScriptedModel([.failure(wait)]), others: [other], fallbacks: [other.profile.id])
        let result = try await test.send("go")
        #expect(result.text == "I can.")
        #expect(result.attempts.map(\.start.model) == [ScriptedModel.usualProfile.id, other.profile.id])
        #expect(test.log.outline.contains("fall back other/m"))
    }

    @Test func `nothing is tried again once a part was shown`() async throws {
        let model = ScriptedModel([
            .text("One two three").failing(ModelError(.network, "cut", mayBeBilled: true), afterSteps: 2).withoutUsage()
        ])
        let test = try TestRuntime(model)
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.code == .network)
        #expect(model.requests.count == 1)
        let attempt = try #require(try await test.ledger.attempts(SpendFilter(), limit: 9).first)
        // "You are A0." + "go" as our own count of the prompt, two words shown.
        #expect(attempt.settlement?.usage == Usage(input: 4, output: 2))
        #expect(attempt.settlement?.costState == .estimated)
    }

    @Test(arguments: [
        ModelError.Code.authentication, .quotaExhausted, .contextTooLong, .invalidRequest, .missingKey,
    ])
    func `what waiting cannot mend is not tried again`(code: ModelError.Code) async throws {
        let model = ScriptedModel([.failure(ModelError(code, "no"))])
        let test = try TestRuntime(model)
        let error = await #expect(throws: ModelError.self) { try await test.send("go") }
        #expect(error?.code == code)
        #expect(model.requests.count == 1)
    }

    @Test func `a provider that does not count is counted for, marked as an estimate`() async throws {
        let test = try TestRuntime(ScriptedModel([.text("one two three four").withoutUsage()]))
        let result = try await test.send("go on then")
        let settlement = try #require(result.attempts.first?.settlement)
        #expect(settlement.usage == Usage(input: 6, output: 4))
        #expect(settlement.usageSource == .estimate)
        #expect(settlement.costState == .estimated)
    }

    @Test func `the attempt is written before the provider is asked`() async throws {
        let gate = Gate()
        let test = try TestRuntime(ScriptedModel([.text("x").gated(by: gate)]))
        async let turn = test.send("go")
        await gate.arrival()
        let open = try await test.ledger.attempts(SpendFilter(), limit: 9)
        #expect(open.count == 1)
        #expect(open.first?.settlement == nil)
        // Two words of system prompt and one of message at $1, and 16,384 tokens of answer at $2 a million.
        #expect(open.first?.start.worstCase == Money(picodollars: 4_000_000 + 32_768_000_000))
        gate.open()
        _ = try await turn
    }

    @Test func `a chunk hook changes what is shown and what is stored`() async throws {
        struct Shout: Extension {
            let manifest = ExtensionManifest(name: "shout", summary: "")
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.responseStreamChunk.add { $0.chunk = $0.chunk.uppercased() }
                hooks.responseStreamEnd.add { $0.chunk = "!" }
            }
        }
        let test = try TestRuntime(ScriptedModel([.text("hello there")]), extensions: [Shout()])
        let result = try await test.send("go")
        #expect(result.text == "HELLO THERE!")
        #expect(test.log.text == "HELLO THERE!")
        let id = try #require(try await test.ledger.conversations(limit: 1).first).record.id
        #expect(try await test.ledger.conversation(id)?.messages.last?.message.text == "HELLO THERE!")
    }

    @Test func `utility calls pass the same pipeline and the same hooks`() async throws {
        let trace = HookTrace()
        struct Ask: Extension {
            let manifest = ExtensionManifest(name: "ask", summary: "")
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.monologueEnd.add { (state: inout LoopState) async throws in
                    state.lastResponse = try await run.askUtility(
                        system: "Title?", message: state.lastResponse, purpose: .title, caller: "ask")
                }
            }
        }
        let test = try TestRuntime(
            ScriptedModel([.text("Long story."), .text("Story")]), extensions: [trace, Ask()])
        _ = try await test.send("go")
        #expect(trace.points.contains("util_model_call_before"))
        #expect(trace.points.contains("util_model_call_after"))
        let attempts = try await test.ledger.attempts(SpendFilter(), limit: 9)
        #expect(attempts.map(\.start.purpose) == [.chat, .title])
        #expect(attempts.map(\.start.slot) == [.chat, .utility])
        #expect(attempts[1].start.caller == "ask")
    }
}
