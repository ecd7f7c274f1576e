import LanguageModels
import NIOConcurrencyHelpers

/// The last prompt of a conversation as it was sent, for whoever asks how full its context is.
final class LastPrompt: Sendable {
    private let box = NIOLockedValueBox<(request: ModelRequest, layout: PromptLayout)?>(nil)

    /// Remembers a prompt. It shares its texts with the history, so keeping it costs next to nothing.
    func note(_ request: ModelRequest, _ layout: PromptLayout) { box.withLockedValue { $0 = (request, layout) } }

    var value: (request: ModelRequest, layout: PromptLayout)? { box.withLockedValue { $0 } }
}
