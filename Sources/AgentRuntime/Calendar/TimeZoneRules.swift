/// The clock of a place: what its wall clocks show at an instant, and when its days and months begin.
///
/// Read from the system's time zone files (TZif, RFC 9636), the rule at the file's end included, so that it needs no
/// calendar library and holds for any year.
public struct TimeZoneRules: Sendable, Hashable, CustomStringConvertible {
    /// The zone's name, e.g. `Europe/Paris`.
    public let name: String
    let transitions: [Int64]
    /// Seconds east of Greenwich from each transition on.
    let offsets: [Int32]
    /// Seconds east of Greenwich before the first transition.
    let firstOffset: Int32
    /// The rule after the last transition; nil keeps the last offset.
    let rule: DaylightRule?

    /// Coordinated universal time.
    public static let utc = TimeZoneRules(name: "UTC", transitions: [], offsets: [], firstOffset: 0, rule: nil)

    init(name: String, transitions: [Int64], offsets: [Int32], firstOffset: Int32, rule: DaylightRule?) {
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.firstOffset = firstOffset
        self.rule = rule
    }

    /// Reads the zone of that IANA name: `UTC`, or `Area/Place` such as `Europe/Paris`.
    ///
    /// - Parameters:
    ///   - name: the zone's name.
    ///   - folder: where the system keeps its zones.
    /// - Throws: `CostQueryError.unknownTimeZone`; a name is never guessed.
    public init(named name: String, folder: String = "/usr/share/zoneinfo") throws(CostQueryError) {
        if name == "UTC" {
            self = .utc
            return
        }
        guard Self.isName(name), let bytes = TimeZoneFile.bytes(at: "\(folder)/\(name)"),
            let file = TimeZoneFile(bytes)
        else {
            throw CostQueryError(
                .unknownTimeZone,
                "there is no time zone \"\(name)\": write UTC or a name such as Europe/Paris (`ls \(folder)` lists them)"
            )
        }
        self.init(
            name: name, transitions: file.transitions, offsets: file.offsets, firstOffset: file.firstOffset,
            rule: file.rule)
    }

    /// Seconds that the zone's wall clocks are ahead of UTC at an instant.
    public func offset(at time: Timestamp) -> Int64 { offset(atSecond: floorDivide(time.microseconds, 1_000_000)) }

    func offset(atSecond second: Int64) -> Int64 {
        guard let last = transitions.last else { return rule?.offset(at: second) ?? Int64(firstOffset) }
        if second >= last, let rule { return rule.offset(at: second) }
        // The first transition behind the instant.
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? Int64(firstOffset) : Int64(offsets[low - 1])
    }

    /// `Area/Place`, with letters, digits, `_`, `+` and `-` only: nothing that leaves the folder.
    private static func isName(_ name: String) -> Bool {
        let steps = name.split(separator: "/", omittingEmptySubsequences: false)
        return (2...3).contains(steps.count)
            && steps.allSatisfy { step in
                !step.isEmpty
                    && step.utf8.allSatisfy { byte in
                        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
                            || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    }
            }
    }

    /// Two zones are the same when their names are: the file does not change under a running program.
    public static func == (a: TimeZoneRules, b: TimeZoneRules) -> Bool { a.name == b.name }

    /// The name.
    public var description: String { name }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// Division that rounds down, also for negative numbers.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}
