import ExactJSON
import LanguageModels

/// Notices that a model keeps making the same call and getting the same result.
struct RepeatGuard {
    /// What to do about it.
    enum Verdict: Comparable {
        /// Nothing.
        case fine
        /// Tell the model.
        case warn(times: Int)
        /// Tell the model and ask a stronger one from now on.
        case raise(times: Int)
        /// End the turn.
        case stop(times: Int)
    }

    private let limit: Int
    private var last = ""
    private var times = 0

    init(limit: Int) { self.limit = limit }

    /// Notes a call and its result. Another result is progress, even for the same call.
    mutating func note(_ invocation: ToolInvocation, _ result: ToolResult) -> Verdict {
        let key = "\(invocation.name)\u{0}\(JSONValue.object(invocation.arguments).canonical.text)\u{0}\(result.text)"
        if key == last {
            times += 1
        } else {
            last = key
            times = 1
        }
        if limit > 0, times >= limit { return .stop(times: times) }
        if times >= 2, times == limit - 1 { return .raise(times: times) }
        if times >= 2, times == limit - 2 { return .warn(times: times) }
        return .fine
    }
}
