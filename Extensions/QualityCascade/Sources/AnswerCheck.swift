package import AgentRuntime
import ExactJSON
package import LanguageModels

/// What can be seen of an answer without asking anybody.
package enum AnswerCheck {
    /// The bytes of text in which a refusal shows. An answer that is longer explains something.
    package static let opening = 400

    /// Why an answer cannot be used; nil when nothing speaks against it.
    ///
    /// - Parameter isCapped: whether it might be no longer than somebody allowed, see `isCapped`.
    package static func flaw(
        in response: ModelResponse, to request: ModelRequest, isCapped: Bool = false
    ) -> String? {
        let message = response.message
        let calls = message.toolCalls
        let isEmpty = calls.isEmpty && message.text.allSatisfy(\.isWhitespace)
        switch response.finishReason {
        case .length:
            guard isCapped || request.maxOutputTokens != nil else { return "its answer was cut off" }
            // Whoever allowed so little gets as little from a better model; it may end anywhere, so no more is looked at.
            return isEmpty ? "its answer was empty" : nil
        case .refusal: return "it refused"
        case .contentFilter: return "its answer was filtered"
        default: break
        }
        if isEmpty { return "its answer was empty" }
        let offered = Set(request.tools.map(\.name))
        for call in calls {
            guard offered.contains(call.name) else { return "it called \(call.name), which is not offered" }
            guard call.readableArguments != nil else { return "the arguments of its \(call.name) cannot be read" }
        }
        guard calls.isEmpty else { return nil }
        if request.responseFormat != nil, !isJSON(message.text) { return "its answer is no valid JSON" }
        return isRefusal(message.text) ? "it refused" : nil
    }

    /// Whether an attempt allowed less than its model's longest answer: the call asked for less, or a budget clamped it.
    package static func isCapped(_ attempt: AttemptStart, model profile: ModelProfile?) -> Bool {
        guard let allowed = attempt.maxOutputTokens else { return false }
        guard let longest = profile.flatMap({ $0.maxOutputTokens ?? $0.contextWindow }) else { return true }
        return allowed < longest
    }

    private static func isJSON(_ text: String) -> Bool {
        do {
            return try JSONValue(parsing: text.utf8).objectValue != nil
        } catch {
            return false
        }
    }

    private static func isRefusal(_ text: String) -> Bool {
        guard text.utf8.count < opening else { return false }
        let start = String(text.drop(while: \.isWhitespace).prefix(80).map { $0 == "’" ? "'" : $0 }).lowercased()
        return refusals.contains { start.hasPrefix($0) }
    }

    private static let refusals = [
        "i can't help", "i cannot help", "i can't assist", "i cannot assist", "i can't do that", "i can't provide",
        "i cannot provide", "i'm sorry, but i can", "i'm sorry, i can't", "sorry, but i can", "sorry, i can't",
        "i am unable to", "i'm unable to", "i'm not able to", "as an ai",
    ]
}
