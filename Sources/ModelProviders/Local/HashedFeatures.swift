/// The features of a text, weighed, and their hashed vector.
///
/// Features are words, pairs of neighbouring words, and runs of three to five characters within a word (one and two
/// where a script writes words without spaces). Each is hashed to a place of the vector and a sign (Weinberger et al.,
/// "Feature Hashing for Large Scale Multitask Learning", 2009), so that collisions cancel on average. A feature's
/// weight grows with the root of its count; short words, which are mostly grammar, weigh less than long ones.
struct HashedFeatures {
    /// Texts are read up to here, in scalars: more changes a vector hardly.
    private static let longestText = 1 << 17

    private var weights: [UInt64: (weight: Float, count: Int)] = [:]

    init(_ text: String) {
        var previous: UInt64?
        var word: [UInt32] = []
        func flush(_ features: inout HashedFeatures) {
            guard !word.isEmpty else { return }
            previous = features.add(word: word, after: previous)
            word.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars.prefix(Self.longestText) {
            switch FoldedScalar(scalar) {
            case .letter(let folded):
                if let last = word.last, ScriptClass.isDense(last) != ScriptClass.isDense(folded) { flush(&self) }
                word.append(folded)
            case .letters(let first, let second): word += [first, second]
            case .ignored: continue
            case .boundary: flush(&self)
            }
        }
        flush(&self)
        // Signs alone, such as "?!": the text itself is its only feature.
        if weights.isEmpty { note(Self.hash(text.unicodeScalars.map(\.value), seed: 5), 1) }
    }

    /// The unit vector of the features.
    func vector(dimensions: Int) -> [Float] {
        var vector = [Float](repeating: 0, count: dimensions)
        // In the order of the hashes, as sums of floats depend on their order.
        for (hash, feature) in weights.sorted(by: { $0.key < $1.key }) {
            let value = feature.weight * Float(feature.count).squareRoot()
            let place = Int((hash >> 1).multipliedFullWidth(by: UInt64(dimensions) << 1).high)
            vector[place] += hash & 1 == 0 ? value : -value
        }
        let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard norm > 0 else {
            // Everything cancelled: possible in theory, and a vector has to point somewhere.
            vector[0] = 1
            return vector
        }
        return vector.map { $0 / norm }
    }

    /// Adds a word and its parts, and returns its hash.
    private mutating func add(word: [UInt32], after previous: UInt64?) -> UInt64 {
        if ScriptClass.isDense(word[0]) { return add(run: word) }
        let hash = Self.hash(word, seed: 1)
        let importance = min(1, 0.25 + 0.15 * Float(word.count))
        note(hash, importance)
        if let previous { note(Self.mixed(previous ^ (hash &* 0x9E37_79B9_7F4A_7C15) ^ 2), 0.6 * importance) }
        guard word.count > 2 else { return hash }
        let framed = [0x3C] + word + [0x3E]
        var grams: [UInt64] = []
        for length in 3...5 where framed.count >= length {
            for start in 0...(framed.count - length) {
                grams.append(Self.hash(framed[start..<(start + length)], seed: 3))
            }
        }
        // The parts together weigh about as much as the word, however long it is.
        let share = 0.9 * importance / Float(grams.count).squareRoot()
        for gram in grams { note(gram, share) }
        return hash
    }

    /// Adds a run of a script without spaces: its characters and pairs of them.
    private mutating func add(run: [UInt32]) -> UInt64 {
        for (index, character) in run.enumerated() {
            note(Self.hash(CollectionOfOne(character), seed: 4), 0.5)
            if index > 0 { note(Self.hash(run[(index - 1)...index], seed: 4), 1) }
        }
        return Self.hash(run.suffix(2), seed: 4)
    }

    private mutating func note(_ hash: UInt64, _ weight: Float) {
        let known = weights[hash] ?? (weight, 0)
        weights[hash] = (max(known.weight, weight), known.count + 1)
    }

    /// FNV-1a over scalars, its bits mixed at the end: the places need the high ones.
    private static func hash(_ scalars: some Sequence<UInt32>, seed: UInt64) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ seed
        for scalar in scalars { hash = (hash ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3 }
        return mixed(hash)
    }

    /// The finaliser of SplitMix64 (Steele et al., 2014).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
