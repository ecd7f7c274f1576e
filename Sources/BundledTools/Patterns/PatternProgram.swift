import AgentRuntime

/// A regular expression as a program for a machine that is in all its possible states at once.
struct PatternProgram: Sendable {
    /// What holds at a place of the text without taking a character.
    enum Assertion: Sendable {
        case start
        case end
        case wordBoundary
        case noWordBoundary
    }

    /// One instruction; the next one follows it unless it says otherwise.
    enum Instruction: Sendable {
        /// Takes a character of a set.
        case take(ScalarSet)
        /// Goes on at both.
        case split(Int, Int)
        /// Goes on elsewhere.
        case jump(Int)
        /// Goes on where it holds.
        case assert(Assertion)
        /// The text matches.
        case match
    }

    /// The longest program.
    static let maximumLength = 5000

    private(set) var instructions: [Instruction] = []

    /// Makes the program of an expression.
    ///
    /// - Throws: `ToolFailure` when it is too long.
    init(_ node: PatternNode) throws {
        try add(node)
        try add(.match)
    }

    private mutating func add(_ instruction: Instruction) throws {
        guard instructions.count < Self.maximumLength else {
            throw ToolFailure("The pattern is too large, most likely by its repetitions. Use a simpler one.")
        }
        instructions.append(instruction)
    }

    private mutating func add(_ node: PatternNode) throws {
        switch node {
        case .empty: break
        case .set(let set): try add(.take(set))
        case .assertion(let assertion): try add(.assert(assertion))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .alternatives(let nodes): try addAlternatives(nodes)
        case .repeated(let node, let least, let most): try addRepeated(node, least, most)
        }
    }

    private mutating func addAlternatives(_ nodes: [PatternNode]) throws {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try add(node)
                continue
            }
            let split = instructions.count
            try add(.jump(0))
            try add(node)
            jumps.append(instructions.count)
            try add(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func addRepeated(_ node: PatternNode, _ least: Int, _ most: Int?) throws {
        for _ in 0..<least { try add(node) }
        guard let most else {
            let split = instructions.count
            try add(.jump(0))
            try add(node)
            try add(.jump(split))
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(instructions.count)
            try add(.jump(0))
            try add(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
}
