import LanguageModels

extension MemoryBook {
    /// Lets somebody judge which of the new memories say what earlier ones say, and changes the new ones accordingly.
    ///
    /// - Parameter replaced: earlier memories that go anyway.
    /// - Returns: the names of those that go too. When the judge fails, or words of its own cannot be embedded, what it
    ///   was about is kept.
    /// - Throws: `CancellationError`.
    func consolidate(
        _ saved: inout [MemoryEntry], in scope: MemoryScope, besides replaced: Set<String>,
        _ consolidator: Consolidator, _ embedder: Embedder
    ) async throws -> [String] {
        var found: [(place: Int, old: [MemoryEntry])] = []
        for (place, entry) in saved.enumerated() where found.count < MemoryConflict.most {
            let near = shelf(scope).nearest(to: entry.vector, in: entry.space, limit: MemoryConflict.mostOld)
            let old = near.filter { $0.similarity >= Self.closeness && !replaced.contains($0.entry.id) }.map(\.entry)
            if !old.isEmpty { found.append((place, old)) }
        }
        guard !found.isEmpty else { return [] }
        let conflicts = found.map { MemoryConflict(new: saved[$0.place].text, old: $0.old.map(\.text)) }
        let verdicts: [MemoryVerdict]
        let vectors: [String: [Float]]
        do {
            verdicts = try await consolidator(conflicts)
            vectors = try await self.vectors(of: verdicts, like: saved[found[0].place], embedder)
        } catch {
            try Task.checkCancellation()
            return []  // The failed call is in the books.
        }
        var gone: [String] = []
        var skipped: Set<Int> = []
        for ((place, old), verdict) in zip(found, verdicts) {
            switch verdict {
            case .keep: break
            case .skip: skipped.insert(place)
            case .replace(let places): gone += places.filter(old.indices.contains).map { old[$0].id }
            case .merge(let text, let places):
                guard let vector = vectors[text] else { continue }
                (saved[place].text, saved[place].vector) = (text, vector)
                gone += places.filter(old.indices.contains).map { old[$0].id }
            }
        }
        // What was to be skipped because an older memory says it is kept where that one goes.
        let lost = Set(gone)
        for (place, old) in found where old.contains(where: { lost.contains($0.id) }) { skipped.remove(place) }
        saved = saved.indices.filter { !skipped.contains($0) }.map { saved[$0] }
        return gone
    }

    /// The vectors of words that are to stand for several memories; none of words that may not be saved.
    private func vectors(
        of verdicts: [MemoryVerdict], like entry: MemoryEntry, _ embedder: Embedder
    ) async throws -> [String: [Float]] {
        let texts = verdicts.compactMap { verdict -> String? in
            guard case .merge(let text, _) = verdict, isFit(text) else { return nil }
            return text
        }
        guard !texts.isEmpty else { return [:] }
        let response = try await embedder(texts)
        guard let model = response.model, response.vectors.count == texts.count else { return [:] }
        return Dictionary(
            zip(texts, response.vectors).filter { VectorSpace(model, $0.1.count) == entry.space },
            uniquingKeysWith: { first, _ in first })
    }
}
