import AgentRuntime
package import ArgumentParser
import ExactJSON
import HTTPAPI
import Money
import Terminal

/// `farthing keys create`: a new key, shown once.
package struct KeysCreateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a key. It is shown once and stored only as a hash.")

    @Argument(help: "Its name, by which costs and budgets count.")
    var name: String

    @Option(help: "admin or user. A user sees only what is theirs.")
    var role = "user"

    @Option(help: "The models and tiers it may name, separated by commas; all when not given.")
    var models: String?

    @Option(help: "When it ends: a length of time, e.g. 30d, 12h.")
    var expires: String?

    @Option(help: "What it may spend in all, in dollars.")
    var usd: String?

    @Option(name: .customLong("requests-per-minute"), help: "The most requests a minute.")
    var requestsPerMinute: Int?

    @OptionGroup var options: KeysOptions

    package init() {}

    package func validate() throws {
        guard KeyRole(rawValue: role) != nil else { throw ValidationError("--role is admin or user.") }
        guard models.map({ !Self.names($0).isEmpty }) ?? true else {
            throw ValidationError("--models names at least one; leave it out for all.")
        }
        guard (requestsPerMinute ?? 1) >= 1 else { throw ValidationError("--requests-per-minute is at least 1.") }
    }

    package func run() async throws {
        try await options.withKeys { keys, ledger, output in
            let scope = try BudgetScope(parsing: "key:\(name)")
            let now = SystemClock().now
            let money: Money? = try usd.map { text in
                guard let money = Money(text), !money.isNegative else {
                    throw ValidationError("--usd is an amount of dollars, e.g. 5.00.")
                }
                return money
            }
            let (text, entry) = KeyEntry.make(
                name: name, role: KeyRole(rawValue: role) ?? .user,
                models: models.map(Self.names), requestsPerMinute: requestsPerMinute,
                expiresAt: try expires.map { try Self.end($0, from: now) }, at: now)
            try keys.update { entries in
                guard !entries.contains(where: { $0.name == name }) else {
                    throw ValidationError("There is a key \(name) already: revoke it first, or choose another name.")
                }
                entries.append(entry)
            }
            if let money {
                try await ledger.record(
                    BudgetChange(
                        at: now, account: BudgetAccountID(scope: scope), action: .set,
                        limits: BudgetLimits(usd: money), who: "farthing keys create"))
            }
            if options.json {
                try output.writeLine(
                    JSONValue.object(JSONObject([("name", .string(name)), ("key", .string(text))])).text)
            } else {
                try output.writeLine(text)
            }
        }
    }

    private static func names(_ text: String) -> [String] {
        text.split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    }

    private static func end(_ text: String, from now: Timestamp) throws -> Timestamp {
        do throws(CostQueryError) {
            let length = now - (try CostSpan(parsing: text)).start(before: now, in: .utc)
            return now + length
        } catch {
            throw ValidationError("--expires: \(error.message)")
        }
    }
}
