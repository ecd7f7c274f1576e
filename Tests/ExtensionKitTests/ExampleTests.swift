import AgentSettings
import ExtensionKit
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ExampleTests {
    private static let folder =
        #filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined() + "/Examples"

    @Test(arguments: [
        ("redactor-python", ["redacts", "settings"]), ("word-count-bash", ["counts"]),
        ("router-javascript", ["routes"]),
    ]) func `an example does what its traces say`(name: String, tests: [String]) async throws {
        let trial = try FolderTrial(
            folder: "\(Self.folder)/\(name)", environment: ProcessInfo.processInfo.environment)
        #expect(trial.names == tests)
        for test in tests {
            let outcome = try await trial.outcome(of: test, records: false)
            #expect(outcome.differences == [], "\(outcome.differences.joined(separator: "\n"))")
        }
    }

    @Test func `the settings of the example with a server are understood`() throws {
        let loaded = try LoadedSettings.load(
            SettingsRequest(
                configuration: "\(Self.folder)/mcp-server/farthing.yaml", workingDirectory: "/",
                environment: [:]))
        #expect(
            loaded.settings.extensions.servers["time"]?.tools == ["get_current_time", "convert_time"])
    }
}
