public import AgentRuntime

/// An extension that writes down every hook point as it fires, in order: the golden trace of a run.
public final class HookTrace: Extension {
    /// `hook-trace`, order 0: it sees each point before the others.
    public let manifest: ExtensionManifest
    private let log = Script<String>([])

    /// Makes a trace.
    public init(order: Int = 0) {
        manifest = ExtensionManifest(name: "hook-trace", summary: "Writes down every hook point.", order: order)
    }

    /// The wire names of the points in the order in which they fired; the end of an operation that is wrapped stands
    /// as `/name`.
    public var points: [String] { log.all }

    /// Listens at every point.
    public func register(in hooks: inout Hooks, for run: Run) {
        let log = log
        func note<Payload>(_ hook: inout Hook<Payload>) {
            let name = hook.point.rawValue
            hook.add { _ in log.append(name) }
        }
        func note<Event>(_ observation: inout Observation<Event>) {
            let name = observation.point.rawValue
            observation.add { _ in log.append(name) }
        }
        func note<Input, Output>(_ wrap: inout Wrap<Input, Output>) {
            let name = wrap.point.rawValue
            wrap.add { input, next in
                log.append(name)
                defer { log.append("/\(name)") }
                return try await next(input)
            }
        }
        note(&hooks.runtimeStart)
        note(&hooks.runtimeStop)
        note(&hooks.agentInit)
        note(&hooks.conversationStart)
        note(&hooks.monologueStart)
        note(&hooks.monologueEnd)
        note(&hooks.messageLoopStart)
        note(&hooks.messageLoopEnd)
        note(&hooks.messageLoopPromptsBefore)
        note(&hooks.systemPrompt)
        note(&hooks.messageLoopPromptsAfter)
        note(&hooks.beforeMainLLMCall)
        note(&hooks.chatModelCallBefore)
        note(&hooks.chatModelCallAfter)
        note(&hooks.utilModelCallBefore)
        note(&hooks.utilModelCallAfter)
        note(&hooks.browserModelCallBefore)
        note(&hooks.browserModelCallAfter)
        note(&hooks.embeddingCallBefore)
        note(&hooks.embeddingCallAfter)
        note(&hooks.contextOverflow)
        note(&hooks.modelCall)
        note(&hooks.modelAttempt)
        note(&hooks.toolCall)
        note(&hooks.reasoningStreamChunk)
        note(&hooks.responseStreamChunk)
        note(&hooks.reasoningStreamEnd)
        note(&hooks.responseStreamEnd)
        note(&hooks.histAddBefore)
        note(&hooks.histAddToolResult)
        note(&hooks.toolExecuteBefore)
        note(&hooks.toolExecuteAfter)
        note(&hooks.toolOutputUpdate)
        note(&hooks.usageRecorded)
        note(&hooks.budgetThreshold)
        note(&hooks.budgetExhausted)
        note(&hooks.routeDecided)
        note(&hooks.answerJudged)
        note(&hooks.errorFormat)
        note(&hooks.processChainEnd)
        note(&hooks.jobLoop)
    }
}
