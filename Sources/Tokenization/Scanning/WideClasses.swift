/// The characters beyond ASCII of a block, by class.
struct WideClasses {
    private(set) var upper: UInt64 = 0
    private(set) var lower: UInt64 = 0
    private(set) var caseless: UInt64 = 0
    private(set) var marks: UInt64 = 0
    private(set) var numbers: UInt64 = 0
    private(set) var spaces: UInt64 = 0
    /// The first byte of a character that the end of the block cuts.
    private(set) var cut: UInt64 = 0

    @inline(__always)
    init(_ text: ClassifiedText, at position: Int, leads: UInt64) {
        var leads = leads
        var index = 0
        var end = 0
        // A sum for each class, picked by an index and not by branches, which differ from character to character.
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 8) { sums in
            guard let sums = sums.baseAddress else { return }
            sums.initialize(repeating: 0, count: 8)
            while leads != 0 {
                index = leads.trailingZeroBitCount
                let (value, length) = text.wideCharacter(at: position &+ index)
                sums[Int(value & 7)] |= ((1 &<< UInt64(length)) &- 1) &<< UInt64(index)
                end = index &+ length
                leads &= leads &- 1
            }
            upper = sums[Int(CharacterClass.upper)]
            lower = sums[Int(CharacterClass.lower)]
            caseless = sums[Int(CharacterClass.caseless)]
            marks = sums[Int(CharacterClass.mark)]
            numbers = sums[Int(CharacterClass.number)]
            spaces = sums[Int(CharacterClass.space)]
        }
        if end > 64 { cut = 1 &<< UInt64(index) }
    }
}
