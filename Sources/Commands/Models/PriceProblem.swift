import AgentSettings
import ExactJSON
import Money

/// An error of the `models` commands as the command line shows it.
struct PriceProblem: Error {
    /// The kind, in one word for programs.
    var type: String
    /// What happened and what to do.
    var message: String
    /// The exit code: 2 for usage and settings, 1 otherwise.
    var exitCode: Int32

    /// A mistake of the caller's.
    init(usage type: String, _ message: String) {
        self.type = type
        self.message = message
        exitCode = 2
    }

    init(_ error: any Error) {
        switch error {
        case let problem as PriceProblem: self = problem
        case let error as PriceListError:
            type = "price_list_\(error.code.rawValue)"
            message = error.message
            exitCode = error.code == .badOverlay ? 2 : 1
        case let error as SettingsError:
            type = "settings"
            message = error.description
            exitCode = 2
        default:
            type = "failed"
            message = "\(error)"
            exitCode = 1
        }
    }

    /// The object that `--json` and `--jsonl` print.
    var json: JSONValue { ["error": ["type": .string(type), "message": .string(message), "hint": .null]] }
}
