/// The hooks and tools that the extensions registered for a run. Shared by reference: copying the hooks would count a
/// reference for each point.
final class RunHooks: Sendable {
    let hooks: Hooks
    let toolbox: Toolbox

    init(hooks: Hooks, toolbox: Toolbox) {
        self.hooks = hooks
        self.toolbox = toolbox
    }
}
