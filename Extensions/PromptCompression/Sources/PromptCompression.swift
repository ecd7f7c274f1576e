public import AgentRuntime
import LanguageModels
import Money

/// Shortens what is sent, not what is stored: older messages and tool results, without a model and without losing what
/// was said (see `TextCompression`). What a shortened text no longer says can be had with the `expand` tool.
///
/// A message once shortened is sent in the same words from then on, and a change to what the provider may have in its
/// cache waits until it pays (`CachePrices`), so that the cache keeps hitting.
public struct PromptCompression: Extension {
    /// `PromptCompression`, order 15.
    public let manifest = ExtensionManifest(
        name: "PromptCompression", summary: "Shortens prompts without losing what was said.", order: 15)
    private let settings: PromptCompressionSettings
    private let memory = CompressionMemory()

    /// Makes the extension.
    public init(_ settings: PromptCompressionSettings = PromptCompressionSettings()) { self.settings = settings }

    /// Edits the prompt of each pass.
    public func register(in hooks: inout Hooks, for run: Run) {
        guard settings.editsRequests || !run.isDirect else { return }
        let (settings, memory) = (settings, memory)
        if let limit = settings.maxOutputTokens {
            hooks.messageLoopStart.add { state in
                state.parameters.maxOutputTokens = min(state.parameters.maxOutputTokens ?? limit, limit)
            }
        }
        hooks.messageLoopPromptsAfter.add { state in
            if let words = settings.answerWords {
                state.extrasTemporary.append(
                    PromptSection("answer length", "Answer in at most about \(words) words unless asked for more."))
            }
            guard CompressiblePrompt.isWorthwhile(state.history) else { return }
            let prices = CachePrices(run: run, model: state.route.model)
            guard prices.fresh >= settings.minimumPrice, prices.isKnown else { return }
            var prompt = CompressiblePrompt(state.history, settings: settings)
            memory.withConversation(run.conversation) { known in
                prompt.compress(&known, prices: prices, now: run.clock.now)
            }
            state.history = prompt.entries
            state.removedTokens += prompt.removedBytes / Self.bytesPerToken
        }
        guard settings.asksUtility, run.depth == 0, !run.isDirect else { return }
        hooks.messageLoopEnd.add(timeout: Condenser.patience) { state in
            await Condenser(run: run, settings: settings, memory: memory).work(on: state)
        }
    }

    /// The tool that opens a shortened text again.
    public func tools(for run: Run) -> [any DynamicTool] { run.isDirect ? [] : [Expand(memory: memory)] }

    /// About what a token is worth; what was not sent is never counted exactly, only told of.
    static let bytesPerToken = 4
}
