import AgentSettings
package import ArgumentParser
import ExactJSON
import Money
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing models update`: takes a new price list into use.
package struct ModelsUpdateCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Take a new price list into use.",
        discussion: """
            FILE is a list in LiteLLM's schema (model_prices_and_context_window.json), `-` for standard input. A list \
            that lacks models in use, or that fails its checks, is refused and the one in use stays. Costs that are \
            already recorded keep the price list they were computed by.
            """)

    @Option(name: .customLong("from"), help: "The list, or - for standard input.", completion: .file())
    var source: String

    @Flag(help: "Check the list and say what it changes, but keep the one in use.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: PriceListOptions

    package init() {}

    package func run() async throws {
        try options.reporting(json: json) { output in
            let environment = ProcessInfo.processInfo.environment
            guard let folder = UserFolders(environment: environment).state else {
                throw PriceProblem(usage: "no_home", "There is no place for the list: set HOME or XDG_STATE_HOME.")
            }
            let store = PriceListStore(folder: folder)
            let bytes = try listBytes()
            let day = String(Date.now.ISO8601Format().prefix(10))
            let name = source == "-" ? "standard input" : source
            let imported = try PriceListImport(
                json: bytes, version: PriceVersion(of: bytes, date: day, name: name), replacing: store.listInUse())
            if !dryRun { try store.store(imported) }
            if json {
                try output.writeLine(report(imported, store).text)
            } else {
                try write(imported, output)
            }
        }
    }

    private func listBytes() throws -> [UInt8] {
        if source == "-" {
            var bytes: [UInt8] = []
            try StandardInputLines.forEachBatch { lines in
                for line in lines { bytes += line + [UInt8(ascii: "\n")] }
                guard bytes.count < 1 << 28 else { throw PriceProblem(usage: "too_large", "The list is too large.") }
            }
            return bytes
        }
        if source.hasPrefix("http://") || source.hasPrefix("https://") {
            throw PriceProblem(
                usage: "no_url",
                "Prices are not fetched behind your back: `curl -sSL \(source) | farthing models update "
                    + "--from -`")
        }
        do {
            return Array(try Data(contentsOf: URL(filePath: source)))
        } catch {
            throw PriceProblem(usage: "unreadable", "Cannot read \(source): \(error)")
        }
    }

    private func report(_ imported: PriceListImport, _ store: PriceListStore) -> JSONValue {
        func texts(_ keys: [String]) -> JSONValue { .array(keys.map { .string($0) }) }
        return [
            "price_version": .string(imported.list.version.description), "models": JSONValue(imported.list.count),
            "stored": dryRun ? .null : .string(store.path), "added": texts(imported.added),
            "removed": texts(imported.removed), "changed": texts(imported.changed),
            "issues": .array(
                imported.issues.map { issue in
                    [
                        "model": .string(issue.model), "kind": .string(issue.kind.rawValue),
                        "refused": .bool(issue.kind.isRefused), "detail": .string(issue.detail),
                    ]
                }),
        ]
    }

    private func write(_ imported: PriceListImport, _ output: TerminalOutput) throws {
        let list = imported.list
        try output.writeLine(
            "\(list.count) models: \(imported.added.count) new, \(imported.removed.count) gone, "
                + "\(imported.changed.count) with other prices")
        for kind in PriceIssue.Kind.allCases {
            let found = imported.issues.filter { $0.kind == kind }
            guard !found.isEmpty else { continue }
            let effect = kind.isRefused ? "price not used" : "check"
            try output.writeLine("\(kind.rawValue) (\(effect)): \(found.count)")
            for issue in found.prefix(kind == .zero || kind == .incomplete ? 2 : 5) {
                try output.writeLine("  \(TextSanitizer.sanitized(issue.model)): \(issue.detail)")
            }
        }
        try output.writeLine(dryRun ? "Not stored." : "In use: price list \(list.version)")
    }
}
