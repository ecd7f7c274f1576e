import AgentRuntime
import CostTracking
import ExactJSON
import FarthingTesting
import LanguageModels
import Money
import Testing

@Suite struct CostTrackingTests {
    private let best = ModelID(provider: "lab", name: "best")

    @Test func `an answer of a cheaper model has saved by routing`() async throws {
        let test = try TestRuntime(
            ScriptedModel([.text("Hello there.")]), extensions: [CostTracking(baseline: best)],
            pricing: TieredPricing(rates: [best: 5]))
        _ = try await test.send("Hi")
        let sums = try await test.ledger.costs(CostQuery()).sums
        #expect(sums.withBaseline == 1)
        #expect(sums.cost > .zero)
        #expect(sums.baseline == sums.cost * 5)
        #expect(sums.savings == Savings(routing: sums.cost * 4))
    }

    @Test func `calls that serve the savings are taken off them`() async throws {
        struct Judge: Extension {
            let manifest = ExtensionManifest(name: "Judge", summary: "Judges.")
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.monologueEnd.add { (_: inout LoopState) async throws in
                    _ = try await run.askUtility(system: "Judge.", message: "Good?", purpose: .judge)
                }
            }
        }
        let test = try TestRuntime(
            ScriptedModel([.text("Hello."), .text("Yes.")]), extensions: [CostTracking(baseline: best), Judge()])
        _ = try await test.send("Hi")
        let report = try await test.ledger.costs(CostQuery(groupBy: [.purpose]))
        let judged = try #require(report.total.rows.first { $0.values == ["judge"] })
        #expect(judged.sums.cost > .zero)
        #expect(judged.sums.savings.routing == -judged.sums.cost)
        #expect(judged.sums.baseline == .zero)
    }

    @Test func `an answer that needed no provider saves its whole baseline`() async throws {
        struct Memory: Extension {
            let manifest = ExtensionManifest(name: "Memory", summary: "Remembers.", order: 20)
            func register(in hooks: inout Hooks, for run: Run) {
                hooks.modelCall.add { _, _ in
                    ModelResponse(
                        message: Message(.assistant, "From memory."), finishReason: .stop,
                        usage: UsageReport(Usage(input: 1000, output: 10), source: .provider))
                }
            }
        }
        let test = try TestRuntime(
            ScriptedModel([]), extensions: [CostTracking(baseline: best), Memory()],
            pricing: TieredPricing(rates: [best: 5]))
        let result = try await test.send("Hi")
        #expect(result.text == "From memory.")
        let sums = try await test.ledger.costs(CostQuery()).sums
        #expect(sums.cached == 1)
        #expect(sums.cost == .zero)
        #expect(sums.usage.isEmpty)
        // 5 × (1000 × $1 + 10 × $2) a million tokens.
        #expect(sums.savings == Savings(cache: Money(picodollars: 5_100_000_000)))
        #expect(sums.baseline == sums.savings.total)
    }

    @Test func `a result costs its share of every prompt that follows`() async throws {
        let tracking = CostTracking(baseline: best)
        let test = try TestRuntime(
            ScriptedModel([.toolCall("echo", "{\"text\": \"one two three\"}"), .text("Done.")]), extensions: [tracking],
            tools: [Echo()])
        let conversation = try await test.runtime.newConversation()
        _ = try await conversation.send("Say it", onEvent: { _ in })
        let costs = tracking.toolCosts(of: conversation.id)
        #expect(costs.map(\.tool) == ["echo"])
        #expect(costs.first?.timesRead == 1)
        let share = try #require(costs.first?.results)
        let sums = try await test.ledger.costs(CostQuery()).sums
        #expect(share > .zero && share < sums.cost)
        #expect(costs.first?.calls == .zero)
    }
}

/// A tool that gives back its argument.
private struct Echo: DynamicTool {
    let definition = ToolDefinition(
        name: "echo", description: "Gives back.", parameters: ["type": "object", "properties": [:]])

    func call(_ invocation: ToolInvocation, in run: Run) async throws -> ToolOutput {
        ToolOutput(invocation.arguments["text"]?.stringValue ?? "")
    }
}

/// $1 and $2 a million tokens times a factor by model.
private struct TieredPricing: Pricing {
    var rates: [ModelID: Int]
    let version = "tiered"

    func price(_ report: UsageReport, model: ModelID, tier: ServiceTier?, at time: Timestamp) -> PricedUsage {
        let flat = FlatPricing().price(report, model: model, tier: tier, at: time)
        return PricedUsage(cost: flat.cost.map { $0 * (rates[model] ?? 1) }, state: flat.state)
    }

    func worstCase(_ bounds: CallBounds, model: ModelID, at time: Timestamp) -> Money? {
        FlatPricing().worstCase(bounds, model: model, at: time).map { $0 * (rates[model] ?? 1) }
    }

    func unpricedCall(_ model: ModelID, at time: Timestamp) -> UnpricedCall? { nil }
}
