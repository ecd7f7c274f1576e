package import ArgumentParser
import ExactJSON
import Money
import Terminal

/// `farthing models list`: the models of the price list.
package struct ModelsListCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The models of the price list and what they cost.")

    @Argument(help: "Only models whose name contains this.")
    var search: String?

    @Option(help: "Only models of this provider.")
    var provider: String?

    @Option(help: "Only models of this mode: chat, responses, completion, embedding, image_generation, …")
    var mode: String?

    @Flag(help: "Models of every mode, not just those that read and write text.")
    var all = false

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @OptionGroup var options: PriceListOptions

    package init() {}

    package func run() async throws {
        try options.withPrices(json: json) { list, output in
            let models = list.entries.filter(isWanted)
            if json {
                for model in models { try output.writeLine(ModelText.json(model).text) }
                return
            }
            guard !models.isEmpty else {
                try output.writeLine("No model of the price list \(list.version) is like that.")
                return
            }
            try output.write(ModelText.table(models, output))
            try output.writeLine("\(models.count) models; dollars a million tokens; price list \(list.version)")
        }
    }

    private func isWanted(_ model: ModelPrice) -> Bool {
        if let search, !model.key.lowercased().contains(search.lowercased()) { return false }
        if let provider, !model.isOf(provider: provider) { return false }
        if let mode { return model.mode.rawValue == mode }
        return all || model.mode.generatesText || model.mode == .embedding
    }
}
