package import AgentRuntime
import AgentSettings
import ExactJSON
package import ExtensionHosting
import HTTPStreaming
import Sandboxing

/// The extensions outside the binary that a runtime has.
package struct HostedExtensions: Sendable {
    /// Those that can run, with their places.
    package private(set) var all: [(value: HostedExtension, place: ExtensionPlace)] = []
    /// What is wrong with the others, one line each.
    private(set) var problems: [String] = []
    let switches: ExtensionSwitches
    package let quarantines: QuarantineRegister

    /// Finds them in their places and in the settings.
    ///
    /// - Parameter masked: takes secrets out of what they write.
    init(
        _ loaded: LoadedSettings, _ options: RuntimeOptions, masked: @escaping @Sendable (String) -> String
    ) {
        let places = ExtensionPlaces(workingDirectory: options.workingDirectory, folders: loaded.folders)
        switches = ExtensionSwitches(folders: loaded.folders, places: places)
        quarantines = QuarantineRegister(folders: loaded.folders)
        let settings = loaded.settings.extensions
        let found = places.found()
        guard !found.isEmpty || !settings.servers.isEmpty else { return }
        let needsNetwork = settings.servers.values.contains { $0.url != nil }
        let setting = HostSetting(
            version: options.version, workspace: options.workingDirectory, folders: loaded.folders,
            environment: options.environment, secrets: loaded.secrets, sandbox: settings.sandbox,
            transport: needsNetwork
                ? CurlTransport(options: CurlTransport.Options(environment: options.environment)) : nil,
            person: options.person, notify: options.onNotice, masked: masked)
        for one in found where !switches.isOff(one.name, in: one.place) {
            switch one.manifest {
            case .success(let manifest):
                let given = settings.settings[manifest.name] ?? .init()
                all.append(
                    (HostedExtension(manifest, folder: one.folder, given: given, setting: setting), one.place))
            case .failure(let error):
                problems.append("extension \(one.name) cannot be used: \(error.description)")
            }
        }
        let place: ExtensionPlace = loaded.wasFoundInProject ? .project : .user
        for (name, server) in settings.servers.sorted(by: { $0.key < $1.key }) {
            // A folder of that name in the same place wins: it says more.
            guard !all.contains(where: { $0.value.name == name && $0.place == place }) else {
                problems.append("extensions: servers: \(name): an extension of that name is in the same place")
                continue
            }
            all.append(
                (HostedExtension(name, server, given: settings.settings[name] ?? .init(), setting: setting), place))
        }
    }

    /// Notes a quarantine that began, so that it is remembered and shown.
    func note(_ failure: HookFailure, at time: Timestamp, _ notify: (String) -> Void) {
        guard failure.quarantined else { return }
        do throws(HostingError) {
            try quarantines.add(
                QuarantineRegister.Entry(name: failure.error.owner, since: time, reason: "\(failure.error.cause)"))
        } catch { notify("\(error)") }
    }

    /// Takes up the quarantines of before.
    func restore(_ extensions: ExtensionSet) {
        for entry in quarantines.entries {
            for member in extensions.active where member.handle.name == entry.name { member.handle.quarantine() }
        }
    }

    /// The running extension of a name; nil when there is none outside the binary.
    package subscript(name: String) -> HostedExtension? { all.last { $0.value.name == name }?.value }
}
