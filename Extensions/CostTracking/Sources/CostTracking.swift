public import AgentRuntime
public import LanguageModels

/// States what each call would have cost without any of our savings, and what the results of tools cost in the prompts
/// that follow them.
///
/// The ledger itself prices the baseline with the function that prices the call, so that
/// `baseline − cost = cache + routing + compression + prompt cache + batch` holds exactly for each entry and each sum.
public struct CostTracking: Extension {
    /// Who the extension is.
    public let manifest = ExtensionManifest(
        name: "CostTracking", summary: "Counts what calls and tools cost and what was saved against the baseline.",
        order: 40)
    private let baseline: CostBaseline
    private let tools = ToolCosts()

    /// Makes the extension.
    ///
    /// - Parameter model: the model that every question would have been asked without routing.
    public init(baseline model: ModelID) { baseline = CostBaseline(model: model) }

    /// What tools' results have cost in this process, dearest first; see `ToolCost`.
    public func toolCosts(of conversation: ConversationID) -> [ToolCost] { tools.costs(of: conversation) }

    /// Adds the handlers.
    public func register(in hooks: inout Hooks, for run: Run) {
        let (baseline, tools, prices) = (baseline, tools, run.prices)
        hooks.chatModelCallBefore.add { call in baseline.state(in: &call) }
        hooks.utilModelCallBefore.add { call in baseline.state(in: &call) }
        hooks.browserModelCallBefore.add { call in baseline.state(in: &call) }
        hooks.embeddingCallBefore.add { call in
            call.baseline = call.baseline ?? AttemptBaseline(model: call.model)
        }
        hooks.modelAttempt.add(
            onFailure: .skip,
            before: { attempt in
                // Calls of others' making come without; each attempt of a call has the call's baseline.
                if attempt.start.baseline == nil { attempt.start.baseline = baseline.baseline(of: attempt.start) }
            })
        let note: Hook<CallReport>.Handler = { report in
            tools.add(report, conversation: run.conversation, prices: prices)
        }
        hooks.chatModelCallAfter.add(note)
        hooks.utilModelCallAfter.add(note)
        hooks.browserModelCallAfter.add(note)
        hooks.embeddingCallAfter.add { report in tools.add(report, conversation: run.conversation) }
    }
}
