/// The hooks and tools of a run. Read at every point of every pass, so not behind a lock, and shared by reference:
/// copying the hooks would count a reference for each point.
final class RunHooks: @unchecked Sendable {  // Written once, before the run is shared.
    var hooks = Hooks()
    var toolbox = Toolbox([])
}
