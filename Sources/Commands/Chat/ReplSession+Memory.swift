import AgentRuntime
import Composition
import LanguageModels
import Memory
import Terminal

extension ReplSession {
    private var scopes: [MemoryScope] { Memory.scopes(of: conversation.record.workspace ?? workspace) }
    private var workspace: String { composed.runtime.configuration.workspace }

    /// What `/memory` says: the memories of this folder and of everywhere, and what is done to them.
    func remember(_ argument: String) async throws {
        let parts = argument.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch (parts.first ?? "", rest) {
        case ("", _): try show(try await composed.memory.list(scopes))
        case ("save", let text) where !text.isEmpty: try await save(memory: text)
        case ("find", let text) where !text.isEmpty: try await find(text)
        case ("forget", let names) where !names.isEmpty:
            let ids = names.split { ", ".contains($0) }.map(String.init)
            let forgotten = try await composed.memory.forget(ids, in: scopes)
            try say(
                forgotten.isEmpty
                    ? "No memory has that name: /memory lists them."
                    : "Forgotten: \(forgotten.map(\.id).joined(separator: ", ")).")
        case ("reindex", ""): try await reindex()
        default: try say("/memory lists; /memory save TEXT, find TEXT, forget NAME, reindex.")
        }
    }

    private func show(_ entries: [MemoryEntry]) throws {
        guard !entries.isEmpty else { return try say("Nothing is remembered here. /memory save TEXT saves something.") }
        var table = Table([.init("name"), .init("kind"), .init("counts"), .init("memory")])
        for entry in entries.prefix(200) {
            let text = TextSanitizer.sanitized(TurnView.excerpt(entry.text, to: 120))
            table.add([entry.id, entry.kind.rawValue, entry.scope == .everywhere ? "everywhere" : "here", text])
        }
        try output.write(table.rendered(width: output.columns, palette: output.palette))
        if entries.count > 200 { try say("and \(entries.count - 200) older ones.") }
    }

    private func save(memory text: String) async throws {
        let saved = try await composed.memory.save(
            [(.note, text)], in: scopes[0], conversation: conversation.id, embedder: try await embedder())
        try say(
            saved.first.map { "Saved as \($0.id), for this folder." }
                ?? "Not saved: a memory holds no secret and is not empty.")
    }

    private func find(_ text: String) async throws {
        let response = try await embedder()([text])
        guard let model = response.model, let vector = response.vectors.first else { return }
        let found = try await composed.memory.nearest(to: vector, of: model, in: scopes, limit: 10, atLeast: 0.1)
        if !found.incomparable.isEmpty {
            try say(Memory.notice(found.incomparable, slot: VectorSpace(model, vector.count)))
        }
        try show(found.matches.map(\.entry))
    }

    private func reindex() async throws {
        let embed = try await embedder()
        // What the slot makes now, and how long.
        let sample = try await embed(["?"])
        let space = sample.model.map { VectorSpace($0, sample.vectors.first?.count ?? 0) }
        let count = try await composed.memory.reindex(scopes, to: space, embedder: embed)
        try say("\(count) memor\(count == 1 ? "y has" : "ies have") new vectors.")
    }

    /// Embeds on the account of this conversation, once it is stored.
    private func embedder() async throws -> MemoryBook.Embedder {
        let isStored = try await composed.ledger.conversation(conversation.id) != nil
        let id = isStored ? conversation.id : nil
        return { [runtime = composed.runtime] texts in
            try await runtime.embed(texts, conversation: id).response
        }
    }
}
