import AgentSettings
package import ArgumentParser
import ExactJSON

/// `farthing config check`: `ok`, or everything that is wrong with the settings.
package struct ConfigCheckCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the settings: prints ok, or every problem and exits with 2.")

    @OptionGroup var source: ConfigSource

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    package func run() throws {
        let loaded = try source.load(json: json)
        if json {
            let file = loaded.file.map(JSONValue.string) ?? .null
            print((["ok": true, "file": file, "problems": []] as JSONValue).text)
        } else {
            print("ok: \(loaded.file ?? "no farthing.yaml, the defaults are used")")
        }
    }
}
