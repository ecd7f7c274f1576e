package import AgentSettings
import ArgumentParser
import ExactJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where the settings of a command come from.
package struct ConfigSource: ParsableArguments {
    @Option(name: .customLong("config"), help: "The settings file.", completion: .file(extensions: ["yaml"]))
    var file: String?

    package init() {}

    /// What to load: the process's environment and working directory.
    package var request: SettingsRequest {
        SettingsRequest(
            configuration: file, workingDirectory: FileManager.default.currentDirectoryPath,
            environment: ProcessInfo.processInfo.environment)
    }

    /// Loads the settings; prints what is wrong with them.
    ///
    /// - Throws: exit code 2 when something is.
    func load(json: Bool) throws -> LoadedSettings {
        do {
            return try LoadedSettings.load(request)
        } catch {
            if json {
                let problems = error.problems.map { JSONValue.string($0.description) }
                print(
                    (["ok": false, "problems": .array(problems), "omitted": JSONValue(error.omitted)] as JSONValue).text
                )
            } else {
                ConfigSource.complain(error.description)
            }
            throw ExitCode(2)
        }
    }

    /// Writes lines to standard error.
    private static func complain(_ text: String) {
        let bytes = Array("\(text)\n".utf8)
        // What cannot be written to standard error cannot be reported anywhere.
        _ = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    }
}
