import AgentRuntime
package import ArgumentParser
import Composition
import ExactJSON
import LanguageModels
import Money
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing models show`: all that the price list says about a model, and how it did.
package struct ModelsShowCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "All that the price list says about a model, and how it did.",
        discussion: """
            Where the ledger has calls to the model of the last 30 days, it shows what became of them, as `farthing route \
            metrics` does for all models.
            """)

    @Argument(help: "The model: provider/name, or its key in the list.")
    var model: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: PriceListOptions

    package init() {}

    package func run() async throws {
        let metrics = try await metrics()
        try options.withPrices(json: json) { list, output in
            guard let match = list.match(model, at: .now) else {
                let near = list.keys.filter { $0.lowercased().contains(lastPart) }.prefix(5)
                let hint =
                    near.isEmpty ? "`farthing models list WORD` searches it." : "Near: \(near.joined(separator: ", "))."
                throw PriceProblem(
                    usage: "unknown_model", "\(model) is not in the price list \(list.version). \(hint)")
            }
            let lines = metrics.filter { isMeant($0.model, match.price) }
            if json {
                var object = ModelText.details(match.price)
                object["found"] = .string(match.kind.rawValue)
                object["metrics"] = .array(lines.map(\.json))
                try output.writeLine(JSONValue.object(object).text)
            } else {
                try output.write(ModelText.page(match, output))
                guard !lines.isEmpty else { return }
                try output.writeLine("\nin the last 30 days")
                try output.write(
                    ModelMetricsTable.rendered(lines, width: output.columns, palette: output.palette))
            }
        }
    }

    /// How the models did; nothing when there is no ledger yet. One that cannot be read is told and hides no price.
    private func metrics() async throws -> [ModelMetrics.Line] {
        let environment = ProcessInfo.processInfo.environment
        do {
            let ledger = try ComposedRuntime.writtenLedger(
                configurationFile: options.configurationFile,
                workingDirectory: FileManager.default.currentDirectoryPath, environment: environment)
            guard let ledger else { return [] }
            let start = try CostInstant("30d", now: SystemClock().now, in: .utc).time
            return try await ModelMetrics.read(ledger, since: start).lines
        } catch let error as LedgerError {
            try TerminalOutput(descriptor: 2, environment: environment).writeLine("farthing: \(error.message)")
            return []
        } catch {
            // The settings: reading the prices reports them.
            return []
        }
    }

    /// Whether the ledger's model is the one that was asked for, by the name given or by its key in the list.
    private func isMeant(_ id: ModelID, _ price: ModelPrice) -> Bool {
        if id.description == model || id.description == price.key { return true }
        return id.provider == price.provider && (id.name == model || id.name == price.key)
    }

    private var lastPart: String { String(model.split(separator: "/").last ?? "").lowercased() }
}
