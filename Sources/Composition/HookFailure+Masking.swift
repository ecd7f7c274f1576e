import AgentRuntime
import SecretMasking

extension HookFailure {
    /// The failure as it may be shown and logged.
    func masked(by masking: SecretMasking) -> HookFailure {
        let original = "\(error.cause)"
        let text = masking.masked(original)
        guard text != original else { return self }
        var failure = self
        failure.error.cause = HookRefusal(text)
        return failure
    }
}
