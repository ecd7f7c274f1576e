package import AgentRuntime
import AgentSettings
import ComplexityRouting
package import ExtensionHosting
import LanguageModels
import Memory
import ModelProviders
import SecretMasking

/// The extensions that a runtime with certain settings would have, without starting any of them.
package struct ExtensionCatalogue: Sendable {
    /// Where extensions are looked for.
    package let places: ExtensionPlaces
    /// Which are switched off.
    package let switches: ExtensionSwitches
    /// What was agreed to.
    package let accepted: AcceptedPermissions
    /// Which are quarantined.
    package let quarantines: QuarantineRegister
    /// Whose packages are taken.
    package let trusted: TrustedKeys
    private let loaded: LoadedSettings
    private let bundled: [any Extension]

    /// Looks at the settings.
    ///
    /// - Throws: `SettingsError`, `BudgetError`.
    package init(configurationFile: String?, workingDirectory: String, environment: [String: String]) throws {
        loaded = try LoadedSettings.load(
            SettingsRequest(
                configuration: configurationFile, workingDirectory: workingDirectory, environment: environment))
        places = ExtensionPlaces(workingDirectory: workingDirectory, folders: loaded.folders)
        switches = ExtensionSwitches(folders: loaded.folders, places: places)
        accepted = AcceptedPermissions(folders: loaded.folders)
        quarantines = QuarantineRegister(folders: loaded.folders)
        trusted = TrustedKeys(folders: loaded.folders)
        let settings = loaded.settings
        let setup = RoutingSetup(loaded, registry: ProviderRegistry(loaded, environment: environment))
        let options = RuntimeOptions(
            workingDirectory: workingDirectory, environment: environment, person: NobodyThere(reason: ""))
        let chat = settings.models.chat.model.flatMap { ModelID($0) } ?? OfflineModel.id
        bundled =
            try BundledExtensions.all(
                settings, router: setup.rules(options, settings: settings).map { ComplexityRouting($0) },
                budgets: BudgetPlan(settings.budgets), alertSinks: [],
                memory: MemoryBook(RecordsInMemory(), clock: SystemClock()))
            + CostExtensions.all(settings, chat: chat) + PersonalExtensions.all(loaded, masking: SecretMasking(loaded))
    }

    /// Every extension, the nearest place first, in each by name.
    package var extensions: [InstalledExtension] {
        var all = places.found().map(installed)
        all += loaded.settings.extensions.servers.map(installed)
        all += bundled.map(installed)
        var nearest: [String: ExtensionPlace] = [:]
        for one in all where one.state != .off && one.state != .broken {
            nearest[one.name] = max(nearest[one.name] ?? one.place, one.place)
        }
        let sorted = all.map { one in
            guard let near = nearest[one.name], near > one.place, one.state != .off else { return one }
            var one = one
            one.state = .overridden
            one.detail = "the one of the \(near) place runs instead"
            return one
        }
        return sorted.sorted { ($1.place, $0.name) < ($0.place, $1.name) }
    }

    /// Where the settings' servers stand: in the project's file or in the user's.
    package var placeOfServers: ExtensionPlace { loaded.wasFoundInProject ? .project : .user }

    private func installed(_ found: FoundExtension) -> InstalledExtension {
        var one = InstalledExtension(
            name: found.name, version: "", place: found.place, state: .on, summary: "", order: 50,
            source: found.folder)
        switch found.manifest {
        case .success(let manifest):
            one.version = manifest.version
            one.summary = manifest.summary
            one.order = manifest.order
            one.points = manifest.hooks.compactMap(\.point)
            if !accepted.contains(manifest, folder: found.folder) {
                one.state = .unaccepted
                let what = manifest.clauses.joined(separator: ", ")
                one.detail = "it \(what); `farthing extensions enable \(manifest.name)` agrees to that"
            }
        case .failure(let error):
            one.state = .broken
            one.detail = error.description
        }
        return judged(one)
    }

    private func installed(_ name: String, _ server: ServerSettings) -> InstalledExtension {
        judged(
            InstalledExtension(
                name: name, version: "", place: placeOfServers, state: .on, summary: "An MCP server.", order: 50,
                source: server.url ?? server.command.joined(separator: " ")))
    }

    private func installed(_ value: any Extension) -> InstalledExtension {
        let manifest = value.manifest
        return judged(
            InstalledExtension(
                name: manifest.name, version: manifest.version, place: .bundled, state: .on, summary: manifest.summary,
                order: manifest.order))
    }

    /// Why the settings keep an extension off; nil when they do not.
    func settingsDisable(_ name: String) -> String? {
        guard loaded.settings.extensions.disabled.contains(name) else { return nil }
        return "extensions: disabled: in \(loaded.file ?? "the environment") names it; take it out there"
    }

    private func judged(_ one: InstalledExtension) -> InstalledExtension {
        var one = one
        if let why = settingsDisable(one.name) {
            one.state = .off
            one.detail = why
        } else if switches.isOff(one.name, in: one.place) {
            one.state = .off
            one.detail = "switched off in the \(one.place) place"
        } else if one.state == .on, let entry = quarantines[one.name] {
            one.state = .quarantined
            one.since = entry.since
            one.detail = entry.reason
        }
        return one
    }
}
