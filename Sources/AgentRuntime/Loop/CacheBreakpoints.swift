import LanguageModels

/// Where providers that want to be told are asked to cache a prompt: four places, which is what Anthropic takes.
///
/// 1. The system prompt, and with it the tools that stand before it.
/// 2. The end of the summaries at the beginning: it stays when what follows is compacted.
/// 3. The end of the previous prompt. A provider looks back from a breakpoint over twenty blocks only, and one pass may
///    add more than that in tool calls and results.
/// 4. The end of the history. What extensions add for one pass comes behind it.
enum CacheBreakpoints {
    /// Marks the messages of a prompt; `layout` says where its sections are.
    static func mark(_ messages: inout [Message], _ layout: PromptLayout) {
        let start = layout.system + layout.summaries
        let end = start + layout.history
        var marked = [layout.system - 1, end - 1]
        if layout.summaries > 0 { marked.append(start - 1) }
        if let reply = messages[start..<end].lastIndex(where: { $0.role == .assistant }), reply > start {
            marked.append(reply - 1)
        }
        for index in marked where messages.indices.contains(index) && (index > 0 || layout.system > 0) {
            messages[index].cacheBreakpoint = true
        }
    }
}
