public import LanguageModels

/// What happens at a hook point, and what does not.
public struct HookExplanation: Sendable {
    /// The point.
    public let point: HookPoint
    /// Who takes part, in order; a quarantined extension stands in its place and is passed over.
    public let listeners: [HookListener]
    /// Who would take part, and is switched off or overridden.
    public let absent: [ExtensionSet.Member]
}

extension Runtime {
    /// The tools that a run which began now would have, by name.
    public var offeredTools: [ToolDefinition] {
        let now = services.clock.now
        let run = makeRun(conversation: ConversationID(at: now), turn: TurnID(at: now), permissions: Permissions()) {
            _ in
        }
        return run.toolbox.definitions
    }

    /// Says who takes part at a point in a run that would begin now. Nothing is run.
    public func explanation(of point: HookPoint) -> HookExplanation {
        let now = services.clock.now
        let run = makeRun(conversation: ConversationID(at: now), turn: TurnID(at: now), permissions: Permissions()) {
            _ in
        }
        let absent = extensions.members.filter { member in
            guard !member.isActive else { return false }
            var hooks = Hooks()
            ExtensionHandle.$registering.withValue(member.handle) { member.value.register(in: &hooks, for: run) }
            return !hooks.listeners(at: point).isEmpty
        }
        return HookExplanation(point: point, listeners: run.hooks.listeners(at: point), absent: absent)
    }
}
