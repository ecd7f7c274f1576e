import AgentRuntime
import LanguageModels
import Money
import TextCompression

/// Has the utility model say long texts in fewer words, where its work costs less than it saves: a setting, as it is the
/// one way to shorten a text that may lose something without saying so.
///
/// Its words are only taken when they are much shorter and every figure, address and quotation in them is in the
/// original. The original stays within reach of the `expand` tool.
struct Condenser: Sendable {
    let run: Run
    let settings: PromptCompressionSettings
    let memory: CompressionMemory

    /// How long it may take after a pass.
    static let patience = Duration.seconds(20)
    /// Shorter texts are not worth a call, in bytes.
    private static let shortest = 4_000
    /// Longer ones do not fit into every utility model's context, in bytes.
    private static let longest = 60_000
    /// What the words must save to be taken.
    private static let worthwhile = 0.5
    static let instructions = """
        Say this text in as few words as keep its meaning for somebody who goes on working with it. Keep every name, \
        number, address, path, identifier and quotation exactly as it is; invent nothing. Answer with the text only.
        """

    /// Works on one text of the history a pass, the longest.
    func work(on state: LoopState) async {
        let model = state.route.model
        let prompt = CompressiblePrompt(state.history, settings: settings)
        let candidates = memory.withConversation(run.conversation) { prompt.stubborn($0, over: Self.shortest) }
        let fitting = candidates.filter { $0.message.text.utf8.count <= Self.longest }
        guard let text = fitting.max(by: { $0.message.text.utf8.count < $1.message.text.utf8.count }),
            let handle = text.message.handle, pays(text.message.text, model)
        else { return }
        let original = text.message.text
        do {
            let words = try await run.askUtility(
                system: Self.instructions, message: original, purpose: .summary, caller: "PromptCompression",
                maxOutputTokens: original.utf8.count / 8)
            // Nothing is not few words for something.
            guard words.contains(where: { !$0.isWhitespace }) else { return }
            let short = "\(words)\n[in fewer words; expand \(handle) for all]"
            guard Double(short.utf8.count) <= Double(original.utf8.count) * Self.worthwhile,
                Verbatim.holds(words, original)
            else { return }
            memory.withConversation(run.conversation) { $0.condensed[text.key] = short }
        } catch {
            return  // The text is sent as it is; the failed attempt is in the books.
        }
    }

    /// Whether the call costs less than what half of the text costs over the calls to come, read from the cache.
    private func pays(_ text: String, _ model: ModelID) -> Bool {
        let tokens = run.tokens.tokens(of: text, for: model).tokens
        let usage = Usage(input: tokens, output: tokens / 2)
        guard let cost = run.cost(of: usage, model: run.configuration.utility.model) else { return false }
        let prices = CachePrices(run: run, model: model)
        return cost < prices.cached(tokens / 2) * settings.expectedCalls
    }
}
