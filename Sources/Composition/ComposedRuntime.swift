public import AgentRuntime
import AgentSettings
import BundledTools
package import ComplexityRouting
package import CostTracking
import ExactJSON
import ExtensionHosting
package import HTTPAPI
import LanguageModels
package import Memory
import ModelProviders
import Money
import PromptTemplates
import Prompts
import RunLedger
import SecretMasking
import Telemetry

/// A runtime put together from the settings, the environment and the machine: the one place that sees providers,
/// extensions, ledger and settings together.
public struct ComposedRuntime: Sendable {
    /// The runtime, started.
    public let runtime: Runtime
    /// Its ledger.
    public let ledger: any LedgerStore
    /// What the agent remembers.
    package let memory: MemoryBook
    /// What the settings say about routing.
    package let routing: RoutingSetup
    /// The router; nil when the person or the settings name the model.
    package let router: ComplexityRouting?
    /// What a person should know at the start: one line each.
    public let notices: [String]
    /// The models that a client of the server can name.
    let menu: ModelMenu
    /// Where the server's keys are; nil when there is no place for them.
    let keyFile: String?
    let registry: ProviderRegistry
    /// The extensions outside the binary.
    package let hosted: HostedExtensions
    private let findCatalogue: @Sendable () throws -> ExtensionCatalogue
    private let tracking: CostTracking?
    /// Who tells an OpenTelemetry collector; nil when nobody does.
    let telemetry: Telemetry?
    /// The machine that runs local models.
    let machine: LocalMachine
    /// The folder of the ledger, for what is kept beside it.
    let stateFolder: String

    /// Puts a runtime together and starts it.
    ///
    /// - Throws: `SettingsError`, `LedgerError`, `ModelError` when the chosen model cannot be had, `AgentError` when
    ///   extensions contradict each other.
    public init(_ options: RuntimeOptions) async throws {
        let loaded = try Self.settings(
            options.configurationFile, options.workingDirectory, options.environment)
        try await SettingsTrust(person: options.person).check(loaded)
        let settings = loaded.settings
        let ledger = try Self.ledger(loaded)
        options.betweenSteps()
        let registry = ProviderRegistry(loaded, environment: options.environment)
        let list = try Self.priceList(loaded)
        let prices = try ListPricing(list: list, budgets: settings.budgets) { provider in
            registry.catalogue[provider]?.priceProvider ?? provider
        } billing: { provider in
            registry.billing(of: provider)
        }
        let models = ProviderModels(registry: registry, prices: prices, batching: settings.batching)
        let setup = RoutingSetup(loaded, registry: registry)
        let routing = try setup.rules(options, settings: settings)
        router = routing.map { ComplexityRouting($0) }
        let choice = try await ModelChoice(
            options.model, routed: routing?.tiers[.standard]?.first, settings: settings, models: models)
        let library = PromptLibrary(
            places: loaded.promptFolders.map { .folder($0) } + [.embedded(names: Prompts.names, text: Prompts.text)],
            freshness: .seconds(1))
        let budgets = try BudgetPlan(settings.budgets)
        let masking = try SecretMasking(loaded)
        let hosted = HostedExtensions(loaded, options) { masking.masked($0) }
        let costExtensions = try CostExtensions.all(settings, chat: choice.model)
        tracking = costExtensions.lazy.compactMap { $0 as? CostTracking }.first
        let stateFolder =
            loaded.databasePath.map { String($0.prefix(upTo: $0.lastIndex(of: "/") ?? $0.startIndex)) } ?? ""
        telemetry = try TelemetrySetup.telemetry(loaded, options, registry: registry)
        let records: any RecordStore =
            stateFolder.isEmpty ? RecordsInMemory() : SQLiteRecords(path: "\(stateFolder)/extensions.db")
        let memory = MemoryBook(records, clock: SystemClock()) { masking.masked($0) }
        let extensions = try ExtensionSet(
            (BundledExtensions.all(
                settings, router: router, budgets: budgets,
                alertSinks: try AlertSinks.all(loaded, environment: options.environment), memory: memory)
                + costExtensions + PersonalExtensions.all(loaded, masking: masking) + (telemetry.map { [$0] } ?? []))
                .map { ($0, .bundled) }
                + options.extensions.map { ($0, .project) } + hosted.all.map { ($0.value, $0.place) },
            disabled: Set(settings.extensions.disabled), isOff: hosted.switches.isOff)
        hosted.restore(extensions)
        let bundled = try BundledTools.all(shell: Shell(settings.tools.shell, loaded)).map {
            try DescribedTool($0, prompts: library)
        }
        runtime = Runtime(
            configuration: RuntimeConfiguration(
                settings, choice: choice, budgets: budgets, workspace: options.workingDirectory,
                countsCachedInput: { registry.catalogue[$0]?.dialect != .anthropic }),
            services: RuntimeServices(
                ledger: ledger, models: models, prices: prices, tokens: EncodingTokens(ledger: ledger),
                prompts: library,
                person: options.person, records: records),
            extensions: extensions,
            tools: options.tools + bundled,
            onFailure: { failure in
                let failure = failure.masked(by: masking)
                options.onFailure(failure)
                hosted.note(failure, at: SystemClock().now, options.onNotice)
            })
        self.hosted = hosted
        findCatalogue = {
            try ExtensionCatalogue(
                configurationFile: options.configurationFile, workingDirectory: options.workingDirectory,
                environment: options.environment)
        }
        self.ledger = ledger
        self.routing = setup
        self.registry = registry
        machine = LocalMachine(loaded, registry: registry, book: ledger)
        self.stateFolder = stateFolder
        self.memory = memory
        notices = choice.notices + (routing?.notices(models, prices) ?? []) + hosted.problems
        keyFile = loaded.databasePath.map(Self.keyFile)
        menu = ModelMenu(
            settings, configuration: runtime.configuration, registry: registry, prices: list)
        try await runtime.start()
    }

    /// The extensions as they are found now, without those that a program of one's own adds.
    ///
    /// - Throws: `SettingsError`, `BudgetError`.
    package func catalogue() throws -> ExtensionCatalogue { try findCatalogue() }
    /// What tools have cost in a conversation, as far as this process has seen it, dearest first: their results in the
    /// prompts that followed them, and the calls they made.
    package func toolCosts(of conversation: ConversationID) -> [ToolCost] {
        tracking?.toolCosts(of: conversation) ?? []
    }

    /// Opens the ledger that a runtime with these settings would use.
    ///
    /// - Throws: `SettingsError`, `LedgerError`.
    public static func openLedger(
        configurationFile: String?, workingDirectory: String, environment: [String: String]
    ) throws -> any LedgerStore {
        try ledger(settings(configurationFile, workingDirectory, environment))
    }

    /// Computes everything the ledger derives from its entries anew.
    ///
    /// - Throws: `SettingsError`, `LedgerError`.
    public static func rebuildLedger(
        configurationFile: String?, workingDirectory: String, environment: [String: String]
    ) async throws {
        try await ledger(settings(configurationFile, workingDirectory, environment)).rebuildTotals()
    }

    /// The server's keys, beside the ledger that a runtime with these settings would use.
    ///
    /// - Throws: `SettingsError`, `LedgerError`.
    package static func keys(
        configurationFile: String?, workingDirectory: String, environment: [String: String]
    ) throws -> (keys: KeyFile, ledger: any LedgerStore) {
        let loaded = try settings(configurationFile, workingDirectory, environment)
        // Opening it makes its folder.
        let ledger = try ledger(loaded)
        return (KeyFile(path: keyFile(loaded.databasePath ?? "")), ledger)
    }

    private static func keyFile(_ database: String) -> String {
        (database.lastIndex(of: "/").map { String(database[...$0]) } ?? "") + "keys.json"
    }

    /// The budgets that a runtime with these settings would keep.
    ///
    /// - Throws: `SettingsError`, `BudgetError`.
    public static func budgetPlan(
        configurationFile: String?, workingDirectory: String, environment: [String: String]
    ) throws -> BudgetPlan {
        try BudgetPlan(settings(configurationFile, workingDirectory, environment).settings.budgets)
    }

    /// What is to be said of the machine that runs local models, for people; nothing where none does.
    ///
    /// - Throws: `SettingsError`.
    package static func localMachine(
        configurationFile: String?, workingDirectory: String, environment: [String: String], book: any CostBook
    ) async throws -> [String] {
        let loaded = try settings(configurationFile, workingDirectory, environment)
        let registry = ProviderRegistry(loaded, environment: environment)
        return await LocalMachine(loaded, registry: registry, book: book).lines
    }

    static func settings(
        _ file: String?, _ directory: String, _ environment: [String: String]
    ) throws -> LoadedSettings {
        try LoadedSettings.load(
            SettingsRequest(configuration: file, workingDirectory: directory, environment: environment))
    }

    static func ledger(_ loaded: LoadedSettings) throws -> SQLiteLedger {
        guard let path = loaded.databasePath else {
            throw LedgerError(
                .failed, "There is no place for the ledger: set HOME, XDG_STATE_HOME or `storage: {path: …}`.")
        }
        return try SQLiteLedger(path: path, durability: loaded.settings.storage.durability == .full ? .full : .normal)
    }

    /// The embedded list, or the one `farthing models update` stored, with the settings' own prices on top.
    static func priceList(_ loaded: LoadedSettings) throws -> PriceList {
        var list = try loaded.folders.state.map { try PriceListStore(folder: $0).listInUse() } ?? PriceList.embedded
        // Pretended prices, those of a small hosted model, so that trying the runtime shows what costs look like.
        let rates = [("input_cost_per_token", "0.0000001"), ("output_cost_per_token", "0.0000004")]
        try list.add(
            model: OfflineModel.id.description,
            fields: JSONObject(rates.compactMap { name, text in JSONNumber(text: text).map { (name, .number($0)) } }))
        try list.add(model: HashedEmbeddingModel.id.description, fields: HashedEmbeddingModel.price)
        for (model, price) in loaded.settings.prices.sorted(by: { $0.key < $1.key }) {
            for entry in price.entries { try list.add(model: model, fields: entry) }
        }
        return list
    }
}

extension RuntimeConfiguration {
    /// - Parameter countsCachedInput: whether a provider's limits count what it reads from its cache.
    fileprivate init(
        _ settings: Settings, choice: ModelChoice, budgets: BudgetPlan, workspace: String,
        countsCachedInput: (String) -> Bool
    ) {
        let fallback = choice.utility ?? choice.model
        func slot(_ slot: SlotSettings, _ share: Double) -> SlotConfiguration {
            SlotConfiguration(
                model: slot.model.flatMap { ModelID($0) } ?? fallback,
                fallbacks: slot.fallbacks.compactMap { ModelID($0) },
                parameters: CallParameters(
                    maxOutputTokens: slot.maxOutputTokens, temperature: slot.temperature, extra: slot.parameters),
                contextShare: share)
        }
        var main = slot(settings.models.chat, settings.models.chat.historyShare)
        main.model = choice.model
        let utility = slot(settings.models.utility, settings.models.utility.inputShare)
        let browser = slot(settings.models.browser, settings.models.browser.historyShare)
        var embedding = slot(settings.models.embedding, 1)
        // A chat model has no vectors: without a model of its own the slot has the built-in one.
        if settings.models.embedding.model == nil { embedding.model = HashedEmbeddingModel.id }
        var rates = settings.limits.compactMap { name, limits in ModelID(name).map { ($0, limits) } }
        rates += [
            (main.model, settings.models.chat.limits), (utility.model, settings.models.utility.limits),
            (browser.model, settings.models.browser.limits), (embedding.model, settings.models.embedding.limits),
        ]
        let rateLimits = rates.map { model, limits in
            let limits = ModelRateLimits(
                requests: limits.requests, inputTokens: limits.inputTokens, outputTokens: limits.outputTokens,
                countsCachedInput: countsCachedInput(model.provider))
            return (model, limits)
        }
        self.init(
            chat: main, utility: utility, browser: browser, embedding: embedding,
            limits: LoopLimits(
                iterations: settings.loop.maxIterations, depth: settings.loop.maxDepth,
                unusableReplies: settings.loop.unusableReplies, repeatedCalls: settings.loop.repeatedCalls),
            rateLimits: Dictionary(rateLimits) { $0.stricter($1) }, workspace: workspace)
        self.budgets = budgets
    }
}
