import AgentRuntime
package import ArgumentParser
import Composition
import ExactJSON
import Terminal

/// `farthing extensions list`: every extension that is there, and whether it takes part.
package struct ExtensionsListCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every extension that is there, and whether it takes part.")

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func run() async throws {
        try await options.withCatalogue { catalogue, output in
            let extensions = catalogue.extensions
            if options.json {
                for one in extensions { try output.writeLine(one.json.text) }
                return
            }
            var table = Table([
                .init("extension"), .init("version"), .init("from"), .number("order"), .init("state"),
                .init("what it does"),
            ])
            for one in extensions {
                table.add([one.name, one.version, "\(one.place)", "\(one.order)", one.stateText, one.summary])
            }
            try output.write(table.rendered(width: output.columns, palette: output.palette))
            for one in extensions {
                guard let detail = one.detail else { continue }
                try output.writeLine("\(one.name) (\(one.place)): \(TextSanitizer.sanitized(detail))")
            }
        }
    }
}

extension InstalledExtension {
    /// The state, with the age of a quarantine.
    var stateText: String {
        guard let since else { return state.rawValue }
        return "\(state.rawValue) \(ConversationTable.age(SystemClock().now - since))"
    }

    /// The object that `--json` prints; times in seconds since 1970.
    var json: JSONValue {
        func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        return [
            "name": .string(name), "version": .string(version), "place": .string("\(place)"), "order": JSONValue(order),
            "state": .string(state.rawValue), "summary": .string(summary), "detail": text(detail),
            "since": since.map { JSONValue(Int($0.microseconds / 1_000_000)) } ?? .null, "source": text(source),
        ]
    }
}
