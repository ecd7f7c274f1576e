import AgentRuntime
import AgentSettings
import ExtensionHosting
import LanguageModels
import ModelProviders
import Money
import RunLedger
import Sandboxing

/// What `farthing doctor` looks at.
public enum Diagnosis {
    /// One thing that was looked at.
    public struct Finding: Sendable {
        /// How it is.
        public enum State: String, Sendable {
            /// As it should be.
            case good
            /// Worth knowing.
            case note
            /// Broken.
            case bad
        }

        /// What was looked at.
        public var check: String
        /// How it is.
        public var state: State
        /// What was found.
        public var detail: String
        /// What to do about it.
        public var remedy: String?
    }

    /// Looks at settings, ledger, keys and prices. Sends nothing anywhere.
    public static func findings(
        configurationFile: String?, workingDirectory: String, environment: [String: String]
    ) async -> [Finding] {
        let loaded: LoadedSettings
        do {
            loaded = try LoadedSettings.load(
                SettingsRequest(
                    configuration: configurationFile, workingDirectory: workingDirectory, environment: environment))
        } catch {
            return [Finding(check: "settings", state: .bad, detail: error.description, remedy: nil)]
        }
        let settings = Finding(
            check: "settings", state: .good, detail: loaded.file ?? "the defaults; there is no farthing.yaml",
            remedy: nil)
        return [
            settings, await ledger(loaded), keys(loaded, environment), embedding(loaded), prices(), packages(),
            sandbox(loaded),
        ]
    }

    private static func sandbox(_ loaded: LoadedSettings) -> Finding {
        let mode = loaded.settings.extensions.sandbox
        guard mode != .off else {
            return Finding(
                check: "sandbox", state: .note, detail: "off: extensions that are programs run with all your rights",
                remedy: "`extensions: {sandbox: auto}` confines them.")
        }
        let choice: SandboxBackend.Choice =
            mode == .bubblewrap ? .bubblewrap : mode == .landlock ? .landlock : .best
        guard let backend = SandboxBackend.find(choice) else {
            return Finding(
                check: "sandbox", state: .note, detail: "none: extensions that are programs are refused",
                remedy: "Install bubblewrap, e.g. apt-get install bubblewrap, or use a kernel with Landlock (5.13).")
        }
        return Finding(check: "sandbox", state: .good, detail: "\(backend)", remedy: nil)
    }

    private static func ledger(_ loaded: LoadedSettings) async -> Finding {
        guard let path = loaded.databasePath else {
            return Finding(
                check: "ledger", state: .bad, detail: "there is no place for it",
                remedy: "Set HOME, XDG_STATE_HOME or `storage: {path: …}`.")
        }
        do {
            let ledger = try SQLiteLedger(
                path: path, durability: loaded.settings.storage.durability == .full ? .full : .normal)
            let damage = try await ledger.integrityCheck()
            guard damage.isEmpty else {
                return Finding(
                    check: "ledger", state: .bad, detail: "\(path) is damaged: \(damage[0])",
                    remedy: "Copy the file away and run `sqlite3 \(path) .recover`; a new one is made when it is gone.")
            }
            return Finding(check: "ledger", state: .good, detail: path, remedy: nil)
        } catch {
            return Finding(check: "ledger", state: .bad, detail: "\(error)", remedy: nil)
        }
    }

    private static func keys(_ loaded: LoadedSettings, _ environment: [String: String]) -> Finding {
        let found = ProviderRegistry(loaded, environment: environment).providersWithKeys
        guard !found.isEmpty else {
            return Finding(
                check: "keys", state: .note, detail: "no provider's key is set: chat starts on the offline model",
                remedy: "Set one, e.g. export OPENAI_API_KEY=…, ANTHROPIC_API_KEY=… or OPENROUTER_API_KEY=…")
        }
        let list = found.map(\.displayName).joined(separator: ", ")
        return Finding(check: "keys", state: .good, detail: list, remedy: nil)
    }

    private static func embedding(_ loaded: LoadedSettings) -> Finding {
        guard let model = loaded.settings.models.embedding.model else {
            return Finding(
                check: "embedding", state: .good,
                detail: "\(HashedEmbeddingModel.id), built in: it matches words and parts of words, not meaning",
                remedy: nil)
        }
        return Finding(check: "embedding", state: .good, detail: model, remedy: nil)
    }

    private static func prices() -> Finding {
        let list = PriceList.embedded
        return Finding(
            check: "prices", state: .good, detail: "\(list.count) models, list of \(list.version.date)", remedy: nil)
    }

    private static func packages() -> Finding {
        guard ArchiveLibrary.isAvailable else {
            return Finding(
                check: "packages", state: .note, detail: "libarchive is missing: nothing can be packed or installed",
                remedy: "Install it, e.g. apt-get install libarchive13")
        }
        return Finding(check: "packages", state: .good, detail: "libarchive packs and unpacks extensions", remedy: nil)
    }
}
