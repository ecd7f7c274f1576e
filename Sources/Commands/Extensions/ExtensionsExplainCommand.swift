import AgentRuntime
package import ArgumentParser
import Composition
import ExactJSON
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing extensions explain`: who takes part at a hook point, in which order, and who does not and why.
package struct ExtensionsExplainCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Who takes part at a hook point, and who does not and why.",
        discussion: "Starts the extensions that are programs, as a conversation would, and ends them again.")

    @Argument(help: "The hook point, e.g. system_prompt.")
    var point: String

    @OptionGroup var options: ExtensionsOptions

    package init() {}

    package func validate() throws {
        guard HookPoint(wireName: point) == nil else { return }
        let points = HookPoint.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("There is no hook point \"\(point)\". The points are: \(points).")
    }

    package func run() async throws {
        guard let point = HookPoint(wireName: point) else { return }
        let environment = ProcessInfo.processInfo.environment
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        try await options.withCatalogue { catalogue, output in
            var runtime = RuntimeOptions(
                configurationFile: options.configurationFile,
                workingDirectory: FileManager.default.currentDirectoryPath, environment: environment,
                person: NobodyThere(reason: "Nobody is there to agree."))
            // A line that cannot be written to standard error cannot be reported anywhere.
            runtime.onNotice = { line in try? errors.writeLine("farthing: \(line)") }
            let composed = try await ComposedRuntime(runtime)
            let explained = ExplainedPoint(composed.runtime.explanation(of: point), catalogue.extensions)
            try await composed.runtime.stop()
            if options.json {
                try output.writeLine(explained.json.text)
            } else {
                try explained.write(to: output)
            }
        }
    }
}
