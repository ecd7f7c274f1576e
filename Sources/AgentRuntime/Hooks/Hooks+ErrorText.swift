import LanguageModels

extension Hooks {
    /// An error's text as it may be shown and stored. A handler that fails costs the text, not what it protects.
    func formatted(_ text: String, for audience: ErrorText.Audience, in environment: HookEnvironment) async -> String {
        guard !errorFormat.isEmpty else { return text }
        var error = ErrorText(text: text, audience: audience)
        do {
            try await errorFormat(&error, in: environment)
            return error.text
        } catch {
            return "The error's text is withheld, as it could not be checked."
        }
    }

    /// The error as it may leave the runtime: its text is what `error_format` makes of it.
    func formatted(_ error: any Error, in environment: HookEnvironment) async -> any Error {
        guard !errorFormat.isEmpty, !(error is CancellationError) else { return error }
        let original = "\(error)"
        let text = await formatted(original, for: .person, in: environment)
        return text == original ? error : error.saying(text)
    }
}

extension Error {
    /// The same error in other words, without what else it may carry.
    fileprivate func saying(_ text: String) -> any Error {
        switch self {
        case var error as ModelError:
            error.message = text
            error.providerMessage = nil
            error.cause = nil
            return error
        case let error as AgentError: return AgentError(error.code, text)
        case is HookRefusal: return HookRefusal(text)
        case let error as HookError: return HookError(owner: error.owner, point: error.point, cause: HookRefusal(text))
        default: return AgentError(.aborted, text, cause: nil)
        }
    }
}
