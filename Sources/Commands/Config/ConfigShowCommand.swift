import AgentSettings
package import ArgumentParser
import ExactJSON

/// `farthing config show`: the settings in force, each with where it came from.
package struct ConfigShowCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the settings in force and where each comes from.")

    @OptionGroup var source: ConfigSource

    @Flag(help: "Also print the settings that have no value.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    package init() {}

    package func run() throws {
        let loaded = try source.load(json: json)
        let listing = SettingsListing(loaded, all: all)
        print(json ? listing.json.text : listing.text, terminator: json ? "\n" : "")
    }
}
