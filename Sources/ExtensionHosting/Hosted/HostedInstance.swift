import AgentRuntime
import ExactJSON
import LanguageModels
import NIOConcurrencyHelpers

/// One running version of an extension: an open connection, and what it offers. It ends when nobody uses it any more: a run
/// that began with it keeps it, although a newer version has taken its place.
final class HostedInstance: Sendable {
    /// What the server lists.
    ///
    /// Not the tools themselves: each of them keeps this instance alive.
    private struct Offer: Sendable {
        var tools: [(definition: ToolDefinition, name: String)] = []
        var resources: [JSONValue] = []
        var prompts: [ServerPrompt] = []
        var stale: Set<ListKind> = Set(ListKind.allCases)
    }

    /// The most entries of a list, and the most pages of it.
    private static let listLimit = 512
    private static let pageLimit = 64

    /// The extension's name.
    let name: String
    /// The way to it.
    let connection: MCPConnection
    /// The version it runs as.
    let source: HostedSource
    /// The points at which it takes part: what it advertises, as far as it was granted.
    let hooks: [ManifestHook]
    /// What its user should know, one line each.
    let notices: [String]
    private let facts: ServerFacts
    private let offer = NIOLockedValueBox(Offer())
    private let findSuccessor = NIOLockedValueBox<(@Sendable () async -> HostedInstance?)?>(nil)

    private init(source: HostedSource, connection: MCPConnection, facts: ServerFacts) {
        name = source.name
        self.source = source
        self.connection = connection
        self.facts = facts
        var notices = facts.problems.map { "extension \(source.name): \($0)" }
        let granted = Dictionary(source.hooks.compactMap { rule in rule.point.map { ($0, rule) } }) { first, _ in first
        }
        hooks = facts.hooks.compactMap { wanted in
            guard let point = wanted.point else { return nil }
            guard let rule = granted[point] else {
                notices.append(
                    "extension \(source.name) wants to take part at \(point.rawValue), which it was not granted; "
                        + source.hookRemedy)
                return nil
            }
            return ManifestHook(
                point: point, order: rule.order ?? wanted.order ?? source.order,
                timeout: rule.timeout ?? wanted.timeout, onFailure: rule.onFailure ?? wanted.onFailure)
        }
        self.notices = notices
    }

    deinit { connection.abandon() }

    /// Starts a version and asks what it offers.
    ///
    /// - Throws: `HostingError`; `CancellationError`.
    static func start(_ source: HostedSource, _ setting: HostSetting) async throws -> HostedInstance {
        let greeting = ClientGreeting(
            version: setting.version, workspace: setting.workspace, settings: source.settings)
        let connection = MCPConnection(name: source.name, greeting: greeting)
        let changes = NIOLockedValueBox<HostedInstanceReference?>(nil)
        do {
            return try await withThrowingTaskGroup(of: HostedInstance?.self) { group in
                group.addTask {
                    let link = try await source.link(for: connection, setting)
                    let facts = try await connection.open(over: link) { kind in
                        changes.withLockedValue { $0 }?.instance?.offer.withLockedValue { _ = $0.stale.insert(kind) }
                    }
                    let instance = HostedInstance(source: source, connection: connection, facts: facts)
                    changes.withLockedValue { $0 = HostedInstanceReference(instance) }
                    try await instance.refresh()
                    return instance
                }
                group.addTask {
                    try await setting.clock.sleep(for: setting.startLimit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let instance = try await group.next() ?? nil else {
                    throw HostingError(
                        .timeout, extension: source.name, "it was not ready within \(setting.startLimit)")
                }
                return instance
            }
        } catch {
            connection.abandon()
            throw error
        }
    }

    /// Asks anew for what has changed since it was asked for.
    ///
    /// - Throws: `HostingError`; `CancellationError`.
    func refresh() async throws {
        let stale = offer.withLockedValue { offer in
            defer { offer.stale = [] }
            return offer.stale
        }
        do {
            if stale.contains(.tools) || stale.contains(.resources) {
                let tools = definitions(of: facts.lists.contains(.tools) ? try await list(.tools) : [])
                let resources = facts.lists.contains(.resources) ? try await list(.resources) : []
                offer.withLockedValue { offer in
                    offer.tools = tools
                    offer.resources = resources
                }
            }
            if stale.contains(.prompts), facts.lists.contains(.prompts) {
                let prompts = try await list(.prompts).compactMap { ServerPrompt($0, server: name) }
                offer.withLockedValue { $0.prompts = prompts }
            }
        } catch {
            offer.withLockedValue { $0.stale.formUnion(stale) }
            throw error
        }
    }

    /// Says where one is to be had when this one has ended.
    func isFollowed(by find: @escaping @Sendable () async -> HostedInstance?) {
        findSuccessor.withLockedValue { $0 = find }
    }

    /// This instance, or where it has ended the one that was started again in its place.
    func live() async -> HostedInstance {
        guard connection.end != nil, let find = findSuccessor.withLockedValue({ $0 }) else { return self }
        return await find() ?? self
    }

    /// Asks it, or where it has ended the one that was started again in its place. A server elsewhere that has forgotten the
    /// conversation did not take the request: it is asked again in a new one.
    ///
    /// - Throws: `HostingError`; `CancellationError`.
    func request(
        _ method: String, _ params: JSONValue, onProgress: (@Sendable (String) -> Void)? = nil
    ) async throws -> JSONValue {
        let instance = await live()
        do {
            return try await instance.connection.request(method, params, onProgress: onProgress)
        } catch let error as HostingError where error.code == .forgotten {
            let next = await instance.live()
            guard next !== instance else { throw error }
            return try await next.connection.request(method, params, onProgress: onProgress)
        }
    }

    /// The tools as the model can call them.
    var tools: [any DynamicTool] {
        let (known, resources) = offer.withLockedValue { ($0.tools, $0.resources) }
        let tools: [any DynamicTool] = known.map { tool in
            HostedTool(definition: tool.definition, name: tool.name, instance: self, timeout: source.timeout)
        }
        return resources.isEmpty ? tools : tools + [ResourceTool(instance: self, resources: resources)]
    }

    /// The texts that are ready for the person.
    var prompts: [ServerPrompt] { offer.withLockedValue { $0.prompts } }

    /// What the server wants the model to know.
    var instructions: String { facts.instructions }

    /// What it is, for people.
    var description: String { "\(facts.name), protocol \(facts.revision)" }

    private func definitions(of listed: [JSONValue]) -> [(definition: ToolDefinition, name: String)] {
        var names: Set<String> = []
        return listed.compactMap { entry in
            guard let tool = entry["name"]?.stringValue, source.tools.isEmpty || source.tools.contains(tool) else {
                return nil
            }
            let shown = ToolName.text(name, tool)
            guard names.insert(shown).inserted else { return nil }
            let about = entry["description"]?.stringValue ?? entry["title"]?.stringValue ?? ""
            let schema = entry["inputSchema"].flatMap { $0.objectValue == nil ? nil : $0 } ?? ["type": "object"]
            return (
                ToolDefinition(name: shown, description: String(about.prefix(8192)), parameters: schema), tool
            )
        }
    }

    private func list(_ kind: ListKind) async throws -> [JSONValue] {
        var entries: [JSONValue] = []
        var cursor: JSONValue?
        for _ in 0..<Self.pageLimit {
            let params: JSONValue = cursor.map { ["cursor": $0] } ?? [:]
            let page = try await connection.request("\(kind.rawValue)/list", params)
            entries += page[kind.rawValue]?.arrayValue ?? []
            cursor = page["nextCursor"].flatMap { $0.isNull ? nil : $0 }
            if cursor == nil || entries.count >= Self.listLimit { break }
        }
        return Array(entries.prefix(Self.listLimit))
    }
}

/// An instance, as its own connection knows it.
private final class HostedInstanceReference: Sendable {
    private let box: NIOLockedValueBox<Weak>

    private struct Weak { weak var instance: HostedInstance? }

    init(_ instance: HostedInstance) { box = NIOLockedValueBox(Weak(instance: instance)) }

    var instance: HostedInstance? { box.withLockedValue { $0.instance } }
}
