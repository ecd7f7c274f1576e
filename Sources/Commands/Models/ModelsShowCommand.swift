package import ArgumentParser
import ExactJSON
import Money
import Terminal

/// `farthing models show`: all that the price list says about a model.
package struct ModelsShowCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "All that the price list says about a model.")

    @Argument(help: "The model: provider/name, or its key in the list.")
    var model: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: PriceListOptions

    package init() {}

    package func run() async throws {
        try options.withPrices(json: json) { list, output in
            guard let match = list.match(model, at: .now) else {
                let near = list.keys.filter { $0.lowercased().contains(lastPart) }.prefix(5)
                let hint =
                    near.isEmpty ? "`farthing models list WORD` searches it." : "Near: \(near.joined(separator: ", "))."
                throw PriceProblem(
                    usage: "unknown_model", "\(model) is not in the price list \(list.version). \(hint)")
            }
            if json {
                var object = ModelText.details(match.price)
                object["found"] = .string(match.kind.rawValue)
                try output.writeLine(JSONValue.object(object).text)
            } else {
                try output.write(ModelText.page(match, output))
            }
        }
    }

    private var lastPart: String { String(model.split(separator: "/").last ?? "").lowercased() }
}
