import LanguageModels
import NIOConcurrencyHelpers

/// The tools last found to hold no secret: every run without tools of its own has the same ones.
final class CleanTools: Sendable {
    private let tools = NIOLockedValueBox<[ToolDefinition]>([])

    /// Whether these are the ones; of the same array that is told at once.
    func holds(_ other: [ToolDefinition]) -> Bool { tools.withLockedValue { $0 } == other }

    func note(_ clean: [ToolDefinition]) { tools.withLockedValue { $0 = clean } }
}
