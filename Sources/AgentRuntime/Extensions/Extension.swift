/// Something that changes how the agent behaves: handlers on hook points, and tools.
///
/// ```swift
/// struct Politeness: Extension {
///     let manifest = ExtensionManifest(name: "politeness", summary: "Asks the model to be polite.")
///     func register(in hooks: inout Hooks, for run: Run) {
///         hooks.systemPrompt.add { sections in sections.append(PromptSection("politeness", "Be polite.")) }
///     }
/// }
/// ```
public protocol Extension: Sendable {
    /// Who the extension is and where it stands in order.
    var manifest: ExtensionManifest { get }
    /// Adds the extension's handlers for one run, whose state they may capture. Called at the start of each run.
    func register(in hooks: inout Hooks, for run: Run)
    /// The tools the extension offers in a run.
    func tools(for run: Run) -> [any DynamicTool]
    /// Whether it guards something that stands open without it, money or secrets: then it is never quarantined, and
    /// its failures fail the step.
    var isGuard: Bool { get }
}

extension Extension {
    /// No handlers.
    public func register(in hooks: inout Hooks, for run: Run) {}
    /// It guards nothing.
    public var isGuard: Bool { false }
    /// No tools.
    public func tools(for run: Run) -> [any DynamicTool] { [] }
}

/// Who an extension is and where it stands in order.
public struct ExtensionManifest: Sendable, Hashable, Codable {
    /// The name, unique; the same name in a nearer place overrides the one in a farther place.
    public var name: String
    /// The extension's version.
    public var version: String
    /// What it does, one line.
    public var summary: String
    /// Its place among the handlers of a point, lower first; equal orders go by name.
    public var order: Int
    /// Extensions that must be there.
    public var requires: [String]
    /// Extensions it must run before.
    public var before: [String]
    /// Extensions it must run after.
    public var after: [String]

    /// Makes a manifest.
    public init(
        name: String, version: String = "1.0.0", summary: String, order: Int = 50, requires: [String] = [],
        before: [String] = [], after: [String] = []
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.order = order
        self.requires = requires
        self.before = before
        self.after = after
    }
}

/// Where an extension comes from; a nearer place overrides a farther one.
public enum ExtensionPlace: Int, Sendable, Hashable, Comparable, Codable {
    /// Compiled in.
    case bundled
    /// The user's own folder.
    case user
    /// The project's folder.
    case project

    /// Orders from far to near.
    public static func < (a: ExtensionPlace, b: ExtensionPlace) -> Bool { a.rawValue < b.rawValue }
}
