import AgentRuntime
import AgentSettings
import ArgumentParser
import Composition
import ExactJSON
import ExtensionHosting
import ExtensionKit
import HTTPAPI
import LanguageModels
import Money
import Terminal

/// An error as the command line shows it: what happened, what to do, and the exit code.
struct ErrorReport {
    /// The kind, in one word for programs.
    let type: String
    /// What happened.
    let message: String
    /// What to do, where the message does not say it.
    let hint: String?
    /// The exit code: 2 usage, 3 budget, 4 provider, 130 interrupted, 1 other.
    let exitCode: Int32

    /// Makes a report of something that has no error of its own.
    init(type: String, message: String, hint: String? = nil, exitCode: Int32) {
        self.type = type
        self.message = message
        self.hint = hint
        self.exitCode = exitCode
    }

    init(_ error: any Error) {
        switch error {
        case let error as ModelError:
            type = error.code.rawValue
            message = error.message
            hint = Self.hint(for: error.code)
            exitCode = error.code == .missingKey ? 2 : error.code == .unpriced ? 3 : 4
        case let error as BudgetExceeded:
            type = "budget_exceeded"
            message = error.message
            hint = error.hint
            exitCode = 3
        case let error as CostQueryError:
            type = error.code.rawValue
            message = error.message
            hint = nil
            exitCode = 2
        case let error as BudgetError:
            type = error.code.rawValue
            message = error.message
            hint = nil
            exitCode = 2
        case let error as AgentError:
            type = error.code.rawValue
            message = error.message
            hint = nil
            exitCode = error.code == .noSuchConversation || error.code == .badExtensions ? 2 : 1
        case let error as LedgerError:
            type = error.code.rawValue
            message = error.message
            hint = nil
            exitCode = 1
        case let error as SettingsError:
            type = "settings"
            message = error.description
            hint = nil
            exitCode = 2
        case let error as PriceListError:
            type = "prices"
            message = error.description
            hint = nil
            exitCode = 2
        case let error as BatchError:
            type = error.code.rawValue
            message = error.message
            hint = nil
            exitCode = error.code == .state ? 1 : 2
        case let error as KeyFile.Failure:
            type = "keys"
            message = error.description
            hint = nil
            exitCode = 1
        case let error as ValidationError:
            type = "usage"
            message = error.message
            hint = nil
            exitCode = 2
        case let error as BatchProblem:
            type = "usage"
            message = error.description
            hint = nil
            exitCode = 2
        case let error as KitProblem:
            type = "extension"
            message = error.description
            hint = nil
            exitCode = 1
        case let error as PackageProblem:
            type = "package"
            message = error.description
            hint = nil
            exitCode = 1
        case let error as HookError:
            type = "extension_failed"
            message = error.description
            hint = "Switch it off with `extensions: {disabled: [\(error.owner)]}` in farthing.yaml."
            exitCode = 1
        case let error as HostingError:
            type = "extension_\(error.code.rawValue)"
            message = error.description
            hint = nil
            exitCode = error.code == .notFound || error.code == .badSettings ? 2 : 1
        case let error as HookRefusal:
            type = "refused"
            message = error.reason
            hint = nil
            exitCode = 1
        case is CancellationError:
            type = "cancelled"
            message = "Cancelled."
            hint = nil
            exitCode = 130
        default:
            type = "failed"
            message = "\(error)"
            hint = nil
            exitCode = 1
        }
    }

    private static func hint(for code: ModelError.Code) -> String? {
        switch code {
        case .contextTooLong:
            "Shorten the message, /compact the conversation, or choose a model with a larger context with --model."
        case .quotaExhausted: "Add credit at the provider, or choose another model with --model."
        default: nil
        }
    }

    /// The object that `--json` prints.
    var json: JSONValue {
        let hint: JSONValue = hint.map { .string($0) } ?? .null
        return ["error": ["type": .string(type), "message": .string(message), "hint": hint]]
    }

    /// The lines for a person.
    var text: String { hint.map { "\(message)\n\($0)" } ?? message }

    /// Writes the error where it belongs and returns what ends the command.
    func print(json: Bool, output: TerminalOutput, errors: TerminalOutput) -> ExitCode {
        do {
            if json {
                try output.writeLine(self.json.text)
            } else {
                try errors.writeLine("farthing: \(TextSanitizer.sanitized(text))")
            }
        } catch {
            // Nobody reads the output any more; the exit code still tells.
        }
        return ExitCode(exitCode)
    }
}
