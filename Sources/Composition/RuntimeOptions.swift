public import AgentRuntime
public import LanguageModels

/// What a program decides about the runtime it wants; everything else comes from the settings.
public struct RuntimeOptions: Sendable {
    /// The settings file; nil looks for one.
    public var configurationFile: String?
    /// The model to talk to instead of the settings'.
    public var model: ModelID?
    /// The tier that every message goes to, or `auto` to choose by the message even where the settings name one model.
    public var tier: String?
    /// The folder tools work in and settings are looked for from, an absolute path.
    public var workingDirectory: String
    /// The process's environment.
    public var environment: [String: String]
    /// Whom to ask.
    public var person: any Person
    /// Extensions of one's own, beside the bundled ones.
    public var extensions: [any Extension]
    /// Tools of one's own, beside the bundled ones.
    public var tools: [any DynamicTool]
    /// Told of each extension that failed.
    public var onFailure: @Sendable (HookFailure) -> Void
    /// Told what else the user should know, one line each: an extension that was replaced, or could not be started.
    public var onNotice: @Sendable (String) -> Void = { _ in }
    /// Called between the steps of starting up, for a program that lets go of what the last one needed.
    package var betweenSteps: @Sendable () -> Void = {}
    /// The product's version, as extensions are told it.
    public var version = "0"

    /// Makes options.
    public init(
        configurationFile: String? = nil, model: ModelID? = nil, workingDirectory: String,
        environment: [String: String], person: any Person, extensions: [any Extension] = [],
        tools: [any DynamicTool] = [], onFailure: @escaping @Sendable (HookFailure) -> Void = { _ in }
    ) {
        self.configurationFile = configurationFile
        self.model = model
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.person = person
        self.extensions = extensions
        self.tools = tools
        self.onFailure = onFailure
    }
}
