/// Where a request runs, and why there.
public enum LocalFirstDecision: String, Sendable, Hashable, CaseIterable {
    /// It is short: it runs here.
    case optimalLocal = "optimal_local"
    /// It is large, but another one in the cloud would break the share, or it is important and the month's money is used
    /// up: it runs here at once.
    case forceLocal = "force_local"
    /// It is large, and share and money allow it: it runs in the cloud.
    case budgetCloud = "budget_cloud"
    /// It is large and the money for the cloud is used up: it runs here when its turn comes.
    case queueLocal = "queue_local"

    /// Whether it runs here.
    public var isLocal: Bool { self != .budgetCloud }

    /// The size class of a prompt, as the metrics name it.
    static func bucket(of tokens: Int) -> String {
        switch tokens {
        case ..<1000: "small"
        case ...4096: "medium"
        case ...8192: "large"
        default: "xlarge"
        }
    }
}
