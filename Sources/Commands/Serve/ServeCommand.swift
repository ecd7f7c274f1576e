import AgentRuntime
package import ArgumentParser
import CFootprint
import Composition
import HTTPAPI
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `farthing serve`: the HTTP server.
package struct ServeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the OpenAI-compatible API, costs, budgets and the dashboard.",
        discussion: """
            Listens on this machine only unless told otherwise; everywhere else a key is needed (see `farthing keys`). \
            SIGTERM or Ctrl-C lets what is in flight finish, then ends. Log lines are JSON on standard error.
            """)

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 8484

    @Option(name: .customLong("host-name"), help: "A further name by which clients may reach the server.")
    var hostNames: [String] = []

    @Flag(name: .customLong("log-requests"), help: "Log every request, not only those that fail.")
    var logsRequests = false

    @Option(name: .customLong("max-calls"), help: "Requests to models at a time; more are refused with a 503.")
    var mostCalls = ServerOptions().mostCalls

    @OptionGroup var runtime: RuntimeOptionGroup

    package init() {}

    package func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("--port must be from 0 to 65535.") }
        guard mostCalls > 0 else { throw ValidationError("--max-calls must be at least 1.") }
    }

    package func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let output = TerminalOutput(descriptor: 1, environment: environment)
        let errors = TerminalOutput(descriptor: 2, environment: environment)
        // A line that cannot be written to standard error cannot be reported anywhere.
        let log: @Sendable (String) -> Void = { line in try? errors.writeLine(line) }
        DescriptorLimit.raise()
        do {
            let person = NobodyThere(reason: "Nobody is there to allow this: the server asks no questions.")
            var composition = runtime.options(person: person) { failure in log("farthing: \(failure)") }
            composition.onNotice = { line in log("farthing: \(line)") }
            let composed = try await ComposedRuntime(composition)
            var options = ServerOptions()
            options.host = host
            options.port = port
            options.hostNames = hostNames.map { $0.lowercased() }
            options.logsRequests = logsRequests
            options.mostCalls = mostCalls
            let server = try ComposedServer(composed, options: options, log: log).server
            for notice in composed.notices { try errors.writeLine("farthing: \(notice)") }
            let signals = InterruptWatch()
            let host = host.contains(":") ? "[\(host)]" : host
            try await server.run {
                await signals.next()
            } onListening: { port in
                farthing_release_clean_pages()
                // Where nobody reads the address, nobody misses it.
                try? output.writeLine("Farthing listens on http://\(host):\(port)")
            }
            try await composed.runtime.stop()
        } catch let error as APIServer.StartError {
            throw ErrorReport(type: "settings", message: error.description, exitCode: 2)
                .print(json: false, output: output, errors: errors)
        } catch {
            throw ErrorReport(error).print(json: false, output: output, errors: errors)
        }
    }
}
