import AgentRuntime

/// A pattern that is looked for in lines, in time linear in them: the machine of `PatternProgram`, whose sets of states
/// are remembered as they occur.
///
/// A remembered state is the set of instructions to go on from, before what takes no character is followed: whether `$`
/// or `\b` hold is only known with the next character.
struct LinePattern: Sendable {
    private struct State: Hashable, Sendable {
        var places: [Int]
        var atStart: Bool
        var afterWord: Bool
    }

    private static let unknown: Int32 = -1
    private static let matched: Int32 = -2
    /// More states than this are forgotten and found anew, which bounds memory: half a kilobyte each.
    private static let maximumStates = 2048
    private static let maximumTransitions = 65_536

    private let program: [PatternProgram.Instruction]
    private var states: [State] = []
    private var numbers: [State: Int32] = [:]
    private var ascii: [Int32] = []
    private var others: [UInt64: Int32] = [:]
    private var endings: [Bool?] = []

    /// Makes the pattern of a regular expression.
    ///
    /// - Throws: `ToolFailure` when it is wrong, too large, or cannot be matched in linear time.
    init(regex: String, ignoreCase: Bool) throws {
        guard !regex.isEmpty else { throw ToolFailure("The pattern is empty. Give the text to find.") }
        program = try PatternProgram(PatternParser.parse(regex, ignoreCase: ignoreCase)).instructions
        _ = number(of: State(places: [0], atStart: true, afterWord: false))
    }

    /// Makes the pattern of a text.
    ///
    /// - Throws: `ToolFailure` when it is empty, too long, or has several lines.
    init(literal: String, ignoreCase: Bool) throws {
        guard !literal.isEmpty else { throw ToolFailure("The pattern is empty. Give the text to find.") }
        guard !literal.contains(where: \.isNewline) else {
            throw ToolFailure("The pattern has a line break, but lines are searched one by one. Give one line of it.")
        }
        let nodes = literal.unicodeScalars.map { scalar in
            var set = ScalarSet()
            set.insert(scalar.value...scalar.value)
            if ignoreCase { set.ignoreCase() }
            return PatternNode.set(set)
        }
        program = try PatternProgram(.sequence(nodes)).instructions
        _ = number(of: State(places: [0], atStart: true, afterWord: false))
    }

    /// Whether a line holds a match. A carriage return at its end does not count.
    mutating func matches(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        var end = line.count
        if end > 0, line[end - 1] == 0x0D { end -= 1 }
        var state: Int32 = 0
        var index = 0
        while index < end {
            let byte = line[index]
            if byte < 0x80 {
                let known = ascii[Int(state) << 7 | Int(byte)]
                state = known == Self.unknown ? learn(state, UInt32(byte)) : known
                index += 1
            } else {
                let (scalar, length) = Self.scalar(line, at: index, to: end)
                state = others[UInt64(state) << 32 | UInt64(scalar)] ?? learn(state, scalar)
                index += length
            }
            if state == Self.matched { return true }
        }
        if let known = endings[Int(state)] { return known }
        let answer = follow(states[Int(state)], before: nil).isMatch
        endings[Int(state)] = answer
        return answer
    }

    /// Finds the state after a character and remembers it.
    private mutating func learn(_ number: Int32, _ scalar: UInt32) -> Int32 {
        let state = states[Int(number)]
        let (sets, isMatch) = follow(state, before: scalar)
        var result = Self.matched
        if !isMatch {
            // A match may begin anywhere: the first instruction is always among those to go on from.
            var places: Set<Int> = [0]
            for place in sets {
                if case .take(let set) = program[place], set.contains(scalar) { places.insert(place + 1) }
            }
            if states.count >= Self.maximumStates || others.count >= Self.maximumTransitions {
                forget()
                // The caller's number is no longer valid, so this step is not remembered.
                return self.number(
                    of: State(places: places.sorted(), atStart: false, afterWord: ScalarSet.isWord(scalar)))
            }
            result = self.number(
                of: State(places: places.sorted(), atStart: false, afterWord: ScalarSet.isWord(scalar)))
        }
        if scalar < 0x80 {
            ascii[Int(number) << 7 | Int(scalar)] = result
        } else {
            others[UInt64(number) << 32 | UInt64(scalar)] = result
        }
        return result
    }

    private mutating func forget() {
        states.removeAll(keepingCapacity: true)
        numbers.removeAll(keepingCapacity: true)
        ascii.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        endings.removeAll(keepingCapacity: true)
        _ = number(of: State(places: [0], atStart: true, afterWord: false))
    }

    private mutating func number(of state: State) -> Int32 {
        if let known = numbers[state] { return known }
        let number = Int32(states.count)
        states.append(state)
        numbers[state] = number
        ascii.append(contentsOf: repeatElement(Self.unknown, count: 128))
        endings.append(nil)
        return number
    }

    /// Follows what takes no character, knowing the next one (nil at the line's end).
    private func follow(_ state: State, before next: UInt32?) -> (takes: [Int], isMatch: Bool) {
        var seen: Set<Int> = []
        var pending = state.places
        var takes: [Int] = []
        while let place = pending.popLast() {
            guard seen.insert(place).inserted else { continue }
            switch program[place] {
            case .take: takes.append(place)
            case .split(let first, let second):
                pending.append(first)
                pending.append(second)
            case .jump(let target): pending.append(target)
            case .assert(let assertion):
                let beforeWord = next.map(ScalarSet.isWord) ?? false
                let holds =
                    switch assertion {
                    case .start: state.atStart
                    case .end: next == nil
                    case .wordBoundary: beforeWord != state.afterWord
                    case .noWordBoundary: beforeWord == state.afterWord
                    }
                if holds { pending.append(place + 1) }
            case .match: return ([], true)
            }
        }
        return (takes, false)
    }

    /// The character at a place and its length; bytes that are not UTF-8 are each U+FFFD.
    private static func scalar(_ line: UnsafeBufferPointer<UInt8>, at index: Int, to end: Int) -> (UInt32, Int) {
        let first = line[index]
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first < 0xF5, index + length <= end else { return (0xFFFD, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = line[index + offset]
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, length)
    }
}
