import AgentRuntime
import LanguageModels

/// Sends only the newest images; a sentence stands for each older one.
enum EmbedLimit {
    /// What stands for an image that is not sent.
    static let placeholder = "[an older image, not sent again]"

    /// Leaves at most so many images in a history.
    static func trim(_ entries: inout [HistoryEntry], to most: Int) {
        var left = most
        for index in entries.indices.reversed() {
            // Nearly every message is one text: looked at, not copied.
            if entries[index].message.content.count == 1, case .text? = entries[index].message.content.first {
                continue
            }
            for part in entries[index].message.content.indices.reversed() {
                guard case .image = entries[index].message.content[part] else { continue }
                if left > 0 {
                    left -= 1
                } else {
                    entries[index].message.content[part] = .text(placeholder)
                }
            }
        }
    }
}
