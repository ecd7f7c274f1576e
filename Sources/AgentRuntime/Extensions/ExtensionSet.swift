/// The extensions of a runtime, in the order in which they run, and why each runs or does not.
public struct ExtensionSet: Sendable {
    /// An extension and what became of it.
    public struct Member: Sendable {
        /// The extension.
        public let value: any Extension
        /// Where it comes from.
        public let place: ExtensionPlace
        /// Its identity and health, for the runtime's whole life.
        public let handle: ExtensionHandle
        /// Whether the settings switch it off.
        public let isDisabled: Bool
        /// The nearer place whose extension of the same name runs instead.
        public let overriddenBy: ExtensionPlace?

        /// Whether it takes part.
        public var isActive: Bool { !isDisabled && overriddenBy == nil }
    }

    /// Every extension, those that run first and in order.
    public let members: [Member]
    /// Those that run and keep something running between runs.
    let residents: [any ResidentExtension]

    /// The extensions that run, in order.
    public let active: [Member]

    /// Puts extensions in order.
    ///
    /// - Throws: `AgentError.badExtensions` naming both extensions of a cycle, a missing requirement, or a name that
    ///   stands twice in one place.
    ///
    /// - Parameters:
    ///   - extensions: the extensions, each with its place.
    ///   - disabled: the names of those that are off in every place.
    ///   - isOff: whether one is off in one place; then the one of a farther place runs.
    public init(
        _ extensions: [(value: any Extension, place: ExtensionPlace)], disabled: Set<String> = [],
        isOff: (_ name: String, _ place: ExtensionPlace) -> Bool = { _, _ in false }
    ) throws {
        var nearest: [String: ExtensionPlace] = [:]
        for (value, place) in extensions where !isOff(value.manifest.name, place) {
            let name = value.manifest.name
            if let other = nearest[name], other == place {
                throw AgentError(.badExtensions, "two extensions in the same place are called \(name): rename one")
            }
            nearest[name] = max(nearest[name] ?? place, place)
        }
        let running = extensions.filter { nearest[$0.value.manifest.name] == $0.place }
            .filter { !isOff($0.value.manifest.name, $0.place) }
            .filter { !disabled.contains($0.value.manifest.name) }
        let orders = try Self.effectiveOrders(of: running.map(\.value.manifest))
        func member(_ value: any Extension, _ place: ExtensionPlace) -> Member {
            let manifest = value.manifest
            let isOff = disabled.contains(manifest.name) || isOff(manifest.name, place)
            let near = isOff ? place : nearest[manifest.name]
            return Member(
                value: value, place: place,
                handle: ExtensionHandle(
                    name: manifest.name, order: orders[manifest.name] ?? manifest.order, isGuard: value.isGuard),
                isDisabled: isOff, overriddenBy: near == place ? nil : near)
        }
        let all = extensions.map { member($0.value, $0.place) }
        active =
            all.filter(\.isActive).sorted { ($0.handle.order, $0.handle.name) < ($1.handle.order, $1.handle.name) }
        members = active + all.filter { !$0.isActive }
        residents = active.compactMap { $0.value as? any ResidentExtension }
    }

    /// Lets those that keep something running get ready for a run, all at once.
    func prepare() async {
        guard !residents.isEmpty else { return }
        await withDiscardingTaskGroup { group in
            for resident in residents { group.addTask { await resident.prepare() } }
        }
    }

    /// Orders that respect `before` and `after`: an extension that must run after another one gets at least that one's
    /// order (plus one when its name would sort first).
    private static func effectiveOrders(of manifests: [ExtensionManifest]) throws -> [String: Int] {
        let names = Set(manifests.map(\.name))
        var predecessors: [String: Set<String>] = [:]
        for manifest in manifests {
            for required in manifest.requires where !names.contains(required) {
                throw AgentError(
                    .badExtensions,
                    "extension \(manifest.name) needs extension \(required), which is not there or switched off")
            }
            for name in manifest.after where names.contains(name) {
                predecessors[manifest.name, default: []].insert(name)
            }
            for name in manifest.before where names.contains(name) {
                predecessors[name, default: []].insert(manifest.name)
            }
        }
        var orders: [String: Int] = [:]
        var waiting = manifests.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
        while !waiting.isEmpty {
            let ready = waiting.filter { (predecessors[$0.name] ?? []).allSatisfy { orders[$0] != nil } }
            guard !ready.isEmpty else {
                let first = waiting[0].name
                let other = (predecessors[first] ?? []).sorted().first { orders[$0] == nil } ?? first
                throw AgentError(
                    .badExtensions,
                    "extensions \(first) and \(other) each want to run before the other: change before/after of one")
            }
            for manifest in ready {
                let floor = (predecessors[manifest.name] ?? []).map { name in
                    (orders[name] ?? 0) + (name > manifest.name ? 1 : 0)
                }.max()
                orders[manifest.name] = max(manifest.order, floor ?? manifest.order)
            }
            waiting.removeAll { orders[$0.name] != nil }
        }
        return orders
    }
}
