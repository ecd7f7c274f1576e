/// The amounts used in the last minute, in slots of a quarter of a second.
///
/// An amount counts until its whole slot and one more have left the window, so at least 60.25 and at most 60.5 seconds:
/// never too short, whenever in its slot it was used, and with a quarter of a second to spare for requests that reach
/// the provider a little later or earlier than others.
struct SlidingWindow: Sendable {
    /// Microseconds a slot.
    static let slotLength: Int64 = 250_000
    /// Slots that count, the current one included.
    static let slotCount = 242

    /// All that counts now.
    private(set) var sum = 0
    private var amounts = [Int](repeating: 0, count: slotCount)
    private var newest: Int64

    /// Makes an empty window that stands at a slot.
    init(at slot: Int64) { newest = slot }

    /// The slot of a moment.
    static func slot(at microseconds: Int64) -> Int64 { microseconds / slotLength }

    /// The moment at which a slot begins.
    static func start(of slot: Int64) -> Int64 { slot * slotLength }

    /// Moves to a slot and forgets what has left the window. Time never runs backwards: an earlier slot changes nothing.
    mutating func advance(to slot: Int64) {
        guard slot > newest else { return }
        if sum == 0 {
            newest = slot
            return
        }
        for leaving in 0..<min(slot - newest, Int64(Self.slotCount)) {
            let index = Self.index(newest + 1 + leaving)
            sum -= amounts[index]
            amounts[index] = 0
        }
        newest = slot
    }

    /// Adds an amount to a slot; takes it back when negative, but never more than the slot holds. What a slot used that
    /// has left the window no longer matters.
    mutating func add(_ amount: Int, to slot: Int64) {
        let slot = min(slot, newest)
        guard newest - slot < Self.slotCount else { return }
        let index = Self.index(slot)
        let change = max(amount, -amounts[index])
        amounts[index] += change
        sum += change
    }

    /// The first slot at whose beginning at least `amount` of what counts now has left; nil when that is more than
    /// everything.
    func slotFreeing(_ amount: Int) -> Int64? {
        guard amount > 0 else { return newest }
        guard amount <= sum else { return nil }
        var freed = 0
        for age in stride(from: Int64(Self.slotCount) - 1, through: 0, by: -1) {
            let slot = newest - age
            freed += amounts[Self.index(slot)]
            if freed >= amount { return slot + Int64(Self.slotCount) }
        }
        return nil
    }

    /// A slot's place; slots before the clock began have one too.
    private static func index(_ slot: Int64) -> Int {
        let rest = Int(slot % Int64(slotCount))
        return rest < 0 ? rest + slotCount : rest
    }
}
