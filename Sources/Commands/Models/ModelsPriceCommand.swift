package import ArgumentParser
import ExactJSON
import Money
import Terminal

/// `farthing models price`: what a usage costs.
package struct ModelsPriceCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "price", abstract: "What a call costs, exactly.",
        discussion: """
            With --jsonl, reads {"id", "model", "provider", "at", "usage"} objects from standard input, one a line, and \
            writes {"id", "cost_usd", "state", "breakdown"} in the same order.
            """)

    @Argument(help: "The model: provider/name, or its key in the list.")
    var model: String?

    @Option(help: "The usage, e.g. '{\"prompt_tokens\": 1000, \"cached_tokens\": 800, \"completion_tokens\": 50}'.")
    var usage: String?

    @Option(help: "The provider, when the model is named without.")
    var provider: String?

    @Option(help: "When, RFC 3339; matters to off-peak prices. Now by default.")
    var at: String?

    @Flag(help: "Read questions from standard input, one JSON object a line.")
    var jsonl = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: PriceListOptions

    package init() {}

    package func validate() throws {
        if jsonl {
            guard model == nil, usage == nil, provider == nil, at == nil else {
                throw ValidationError("With --jsonl everything is on standard input: give no model, usage or time.")
            }
        } else if model == nil || usage == nil {
            throw ValidationError("Give a model and --usage JSON, or --jsonl and questions on standard input.")
        }
    }

    package func run() async throws {
        if jsonl {
            try options.withPrices(json: true) { list, output in
                let table = PriceQuestionAnswerer(list: list)
                try StandardInputLines.forEachBatch { lines in
                    try output.write(lines.map { table.answer($0).text + "\n" }.joined())
                }
            }
            return
        }
        try options.withPrices(json: json) { list, output in
            let answer = try question().answer(from: list)
            if json {
                try output.writeLine(answer.json.text)
            } else {
                try write(answer, list, output)
            }
            if answer.cost.amount == nil { throw ExitCode(1) }
        }
    }

    private func question() throws -> PriceQuestion {
        let given: JSONValue
        do {
            given = try JSONValue(parsing: Array((usage ?? "").utf8))
        } catch {
            throw PriceProblem(usage: "bad_usage", "--usage is not JSON: \(error)")
        }
        var object: JSONValue = ["model": .string(model ?? ""), "usage": given]
        if case .object(var members) = object {
            if let provider { members["provider"] = .string(provider) }
            if let at { members["at"] = .string(at) }
            object = .object(members)
        }
        return try PriceQuestion(object, now: .now)
    }

    private func write(_ answer: PriceAnswer, _ list: PriceList, _ output: TerminalOutput) throws {
        guard let amount = answer.cost.amount else {
            let name = model ?? ""
            let slash = name.firstIndex(of: "/") ?? name.startIndex
            throw PriceProblem(
                usage: "unpriced",
                list.explanation(
                    provider: provider ?? String(name[..<slash]),
                    model: provider == nil ? String(name[slash...].drop { $0 == "/" }) : name))
        }
        let version = answer.cost.priceVersion ?? ""
        try output.writeLine("$\(amount)  \(answer.cost.state.rawValue), price list \(version)")
        var table = Table([.init("what"), .number("count"), .number("usd")])
        for line in answer.lines { table.add([line.item.rawValue, "\(line.count)", line.amount.description]) }
        if !answer.lines.isEmpty { try output.write(table.rendered(width: output.columns, palette: output.palette)) }
    }
}
