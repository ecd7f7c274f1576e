public import AgentRuntime
import LanguageModels
import NIOConcurrencyHelpers

/// Keeps secrets out of prompts, answers, tool results, errors and the books.
///
/// A secret is a value that is known (keys and passwords of the environment and the settings) or that looks like one.
/// Wherever it stands, a placeholder takes its place; only a tool that is about to run gets the value. It fails closed:
/// what cannot be masked is not sent, shown or stored.
public struct SecretMasking: Extension {
    /// Who the extension is; the first in order, so that no other extension sees a secret in what comes in.
    public let manifest = ExtensionManifest(
        name: "SecretMasking", summary: "Masks secrets in prompts, answers, tool results and errors.", order: 5)
    /// Without it secrets would leave the machine.
    public var isGuard: Bool { true }
    private let vault: SecretVault
    private let cleanTools = CleanTools()

    /// Makes the extension.
    public init(_ rules: MaskingRules) { vault = SecretVault(rules) }

    /// A text of no conversation, such as a line of a log, without the secrets whose values are known.
    public func masked(_ text: String) -> String {
        SecretMask(vault: vault, conversation: ConversationID(at: Timestamp(microseconds: 0)), knownOnly: true)
            .masked(text)
    }

    /// Adds the handlers.
    public func register(in hooks: inout Hooks, for run: Run) {
        // A program that asks directly could not resolve a placeholder of ours: of its texts only the secrets of this
        // machine are masked, which it can have no use for.
        let mask = SecretMask(vault: vault, conversation: run.conversation, knownOnly: run.isDirect)
        registerForPrompts(in: &hooks, mask)
        registerForAnswers(in: &hooks, mask)
        // A program that asks directly runs its own tools.
        if !run.isDirect { registerForTools(in: &hooks, mask, run) }
        hooks.errorFormat.add(onFailure: .propagate) { $0.text = mask.masked($0.text) }
    }

    /// What is sent: last in order, so that what other extensions put into a prompt is masked too.
    private func registerForPrompts(in hooks: inout Hooks, _ mask: SecretMask) {
        let (vault, cleanTools) = (vault, cleanTools)
        if !mask.knownOnly {
            hooks.systemPrompt.add { sections in
                guard vault.hasUsableSecrets(in: mask.conversation) else { return }
                sections.append(PromptSection("secrets", Self.explanation(vault.usableNames)))
            }
        }
        hooks.histAddBefore.add(onFailure: .propagate) { $0 = mask.masked($0) ?? $0 }
        let maskCall: Hook<ModelCall>.Handler = { call in mask.mask(&call.request, cleanTools) }
        hooks.chatModelCallBefore.add(order: .max, onFailure: .propagate, maskCall)
        hooks.utilModelCallBefore.add(order: .max, onFailure: .propagate, maskCall)
        hooks.browserModelCallBefore.add(order: .max, onFailure: .propagate, maskCall)
        hooks.embeddingCallBefore.add(order: .max, onFailure: .propagate) { call in
            for index in call.texts.indices { call.texts[index] = mask.masked(call.texts[index]) }
        }
    }

    /// What is shown and stored of an answer.
    private func registerForAnswers(in hooks: inout Hooks, _ mask: SecretMask) {
        let streams = AnswerStreams(mask)
        // A call that failed leaves behind what it held back.
        hooks.beforeMainLLMCall.add(onFailure: .propagate) { _ in streams.begin() }
        hooks.responseStreamChunk.add(onFailure: .propagate) { $0.chunk = streams.text($0.chunk, isLast: false) }
        hooks.responseStreamEnd.add(onFailure: .propagate) { $0.chunk = streams.text($0.chunk, isLast: true) }
        hooks.reasoningStreamChunk.add(onFailure: .propagate) { $0.chunk = streams.reasoning($0.chunk, isLast: false) }
        hooks.reasoningStreamEnd.add(onFailure: .propagate) { $0.chunk = streams.reasoning($0.chunk, isLast: true) }
        let maskReport: Hook<CallReport>.Handler = { report in
            guard let message = report.response?.message, let masked = mask.masked(message) else { return }
            report.response?.message = masked
        }
        hooks.chatModelCallAfter.add(onFailure: .propagate, maskReport)
        hooks.utilModelCallAfter.add(onFailure: .propagate, maskReport)
        hooks.browserModelCallAfter.add(onFailure: .propagate, maskReport)
    }

    /// What tools get and give: last in order around the tool, so that nobody else sees a secret on its way.
    private func registerForTools(in hooks: inout Hooks, _ mask: SecretMask, _ run: Run) {
        let progress = ToolStreams(mask)
        hooks.toolExecuteBefore.add(onFailure: .propagate) { invocation in
            invocation.arguments = mask.masked(invocation.arguments) ?? invocation.arguments
        }
        hooks.toolCall.add(order: .max, onFailure: .propagate) { invocation, next in
            var resolved = invocation
            resolved.arguments = try mask.resolved(invocation.arguments) ?? invocation.arguments
            let outcome: Result<ToolResult, any Error>
            do { outcome = .success(try await next(resolved)) } catch { outcome = .failure(error) }
            try await Self.finish(progress, invocation, run)
            do {
                var result = try outcome.get()
                result.text = mask.masked(result.text)
                return result
            } catch let error as ToolFailure {
                throw ToolFailure(mask.masked(error.message))
            } catch let error as HookRefusal {
                throw HookRefusal(mask.masked(error.reason))
            }
        }
        hooks.toolOutputUpdate.add(onFailure: .propagate) { $0.text = progress.text($0.text, of: $0.id) }
        hooks.toolExecuteAfter.add(onFailure: .propagate) { $0.result.text = mask.masked($0.result.text) }
        hooks.histAddToolResult.add(order: .max, onFailure: .propagate) { $0.text = mask.masked($0.text) }
    }

    /// Shows what was held back of a tool's output.
    private static func finish(_ progress: ToolStreams, _ invocation: ToolInvocation, _ run: Run) async throws {
        guard progress.finish(invocation.id) else { return }
        try await run.emit(.toolProgress(ToolProgress(id: invocation.id, name: invocation.name, text: "")))
    }

    private static func explanation(_ usable: [String]) -> String {
        let names = usable.map(Placeholder.text).joined(separator: ", ")
        return "Texts like \(Placeholder.text("NAME")) stand for secrets that you never see. Write them as they are in "
            + "the arguments of a tool: it gets the value." + (names.isEmpty ? "" : " You may use: \(names).")
    }
}
