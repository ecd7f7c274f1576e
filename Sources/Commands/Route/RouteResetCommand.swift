package import ArgumentParser
import ComplexityRouting
import Composition
import Terminal

/// `farthing route reset`: forgets what was learned.
package struct RouteResetCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "reset", abstract: "Forget what was learned from your outcomes; the shipped cold start remains.")

    @OptionGroup var options: RouteOptions

    package init() {}

    package func run() async throws {
        try RouteOptions.reporting(json: false) { output, _ in
            let forgot = try options.setup().store?.reset() ?? false
            try output.writeLine(forgot ? "Forgotten." : "Nothing was learned yet.")
        }
    }
}
