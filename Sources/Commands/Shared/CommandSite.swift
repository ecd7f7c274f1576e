import ArgumentParser
import Terminal

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a command runs: its environment, its folder, and where it writes.
struct CommandSite {
    let environment: [String: String]
    let workingDirectory: String
    let output: TerminalOutput
    let errors: TerminalOutput

    /// Does a command's work and reports what goes wrong, as `ErrorReport` says it.
    ///
    /// - Parameter json: whether an error is printed as JSON.
    /// - Throws: `ExitCode`.
    static func run(json: Bool = false, _ body: (CommandSite) async throws -> Void) async throws {
        let environment = ProcessInfo.processInfo.environment
        let site = CommandSite(
            environment: environment, workingDirectory: FileManager.default.currentDirectoryPath,
            output: TerminalOutput(descriptor: 1, environment: environment),
            errors: TerminalOutput(descriptor: 2, environment: environment))
        do {
            try await body(site)
        } catch let error as TerminalError where error == .outputClosed {
            throw ExitCode(1)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw ErrorReport(error).print(json: json, output: site.output, errors: site.errors)
        }
    }
}
