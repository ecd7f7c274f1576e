import NIOConcurrencyHelpers

/// Prompts by name, from several places: the first place that has a name wins.
///
/// A parsed prompt is kept; one on disk is read again when the file changed. Safe to use from several tasks.
package struct PromptLibrary: Sendable {
    /// The most parsed prompts that are kept; when there are more, all are parsed anew.
    static let maximumKept = 512

    private struct Key: Hashable {
        let place: Int
        let file: String
    }

    private struct Kept {
        let template: PromptTemplate
        /// Nil for embedded texts, which never change.
        let stamp: PromptFile.Stamp?
    }

    /// A prompt that was found.
    struct Found {
        let template: PromptTemplate
        /// The index of the place.
        let place: Int
        /// The path, or the name of an embedded one.
        let file: String
    }

    private let places: [PromptPlace]
    private let values: [String: PromptValue]
    private let kept = NIOLockedValueBox<[Key: Kept]>([:])
    private let rendered: RenderedPrompts

    /// Makes a library.
    ///
    /// - Parameters:
    ///   - places: the nearest first.
    ///   - values: variables that every prompt may use; those given when rendering win.
    ///   - freshness: for how long a rendered prompt is used again without a look at the files it came from.
    package init(
        places: [PromptPlace], values: [String: PromptValue] = PromptLibrary.systemValues,
        freshness: Duration = .zero
    ) {
        self.places = places
        self.values = values
        rendered = RenderedPrompts(freshness: freshness)
    }

    /// What is known without asking anybody: `platform`.
    package static var systemValues: [String: PromptValue] {
        #if os(Linux)
            ["platform": "Linux"]
        #else
            ["platform": "macOS"]
        #endif
    }

    /// Renders a prompt; line breaks at its end are left out.
    ///
    /// - Parameter name: with or without `.md`.
    /// - Throws: `PromptError`.
    package func render(_ name: String, _ values: [String: PromptValue] = [:]) throws(PromptError) -> String {
        guard let file = PromptName(name)?.file else {
            throw PromptError(.missing, file: name, line: 1, "this is not the name of a prompt")
        }
        guard let found = try find(file, from: 0) else {
            throw PromptError(.missing, file: file, line: 1, "there is no such prompt in any place")
        }
        var rendering = PromptRendering(library: self) {
            values[$0] ?? self.values[$0]
        } known: {
            Set(values.keys).union(self.values.keys).sorted()
        }
        try rendering.append(found, name: file)
        return rendering.text
    }

    /// Renders a prompt with texts as values.
    ///
    /// - Throws: `PromptError`.
    package func prompt(_ name: String, _ variables: [String: String]) throws -> String {
        if let text = rendered.text(of: name, variables) { return text }
        let text = try render(name, variables.mapValues(PromptValue.text))
        rendered.keep(text, of: name, variables)
        return text
    }

    /// Whether some place has a prompt of that name.
    package func has(_ name: String) -> Bool {
        guard let file = PromptName(name)?.file else { return false }
        return places.contains { place in
            switch place {
            case .folder(let folder): PromptFile.stamp("\(folder)/\(file)") != nil
            case .embedded(let names, _): names.contains(file)
            }
        }
    }

    /// Finds a prompt in the places from an index on; nil when there is none.
    func find(_ file: String, from first: Int) throws(PromptError) -> Found? {
        for index in places.indices.dropFirst(first) {
            switch places[index] {
            case .folder(let folder):
                let path = "\(folder)/\(file)"
                guard let stamp = PromptFile.stamp(path) else { continue }
                let key = Key(place: index, file: file)
                if let kept = kept(key), kept.stamp == stamp {
                    return Found(template: kept.template, place: index, file: path)
                }
                let (text, read) = try PromptFile.contents(path)
                let template = try PromptTemplateParser.parse(text, file: path)
                keep(Kept(template: template, stamp: read), for: key)
                return Found(template: template, place: index, file: path)
            case .embedded(_, let text):
                let key = Key(place: index, file: file)
                if let kept = kept(key) { return Found(template: kept.template, place: index, file: file) }
                guard let text = text(file) else { continue }
                let template = try PromptTemplateParser.parse(text, file: file)
                keep(Kept(template: template, stamp: nil), for: key)
                return Found(template: template, place: index, file: file)
            }
        }
        return nil
    }

    private func kept(_ key: Key) -> Kept? {
        kept.withLockedValue { $0[key] }
    }

    private func keep(_ value: Kept, for key: Key) {
        kept.withLockedValue { kept in
            if kept.count >= PromptLibrary.maximumKept { kept.removeAll() }
            kept[key] = value
        }
    }
}
