/// The members of a JSON object in source order.
///
/// Look-up is linear: the objects of wire formats are small, and keeping one flat array is what makes parsing them
/// cheap. Of members that stand twice in the text the last one counts, as in every common parser.
public struct JSONObject: Sendable, Hashable {
    /// One member.
    public struct Member: Sendable, Hashable {
        /// The key, unescaped.
        public var key: String
        /// The value.
        public var value: JSONValue
    }

    private var members: [Member]

    /// Makes an empty object.
    public init() { members = [] }

    /// Makes an object of members in this order.
    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        members = pairs.map { Member(key: $0.0, value: $0.1) }
    }

    /// Makes an object of members as parsed.
    init(members: [Member]) { self.members = members }

    /// The value of `key`. Assigning replaces in place or appends; assigning nil removes.
    public subscript(key: String) -> JSONValue? {
        get { members.last { $0.key == key }?.value }
        set {
            guard let newValue else {
                members.removeAll { $0.key == key }
                return
            }
            if let index = members.lastIndex(where: { $0.key == key }) {
                members[index].value = newValue
            } else {
                members.append(Member(key: key, value: newValue))
            }
        }
    }

    /// The keys in source order.
    public var keys: [String] { members.map(\.key) }
}

extension JSONObject: RandomAccessCollection {
    /// The first position.
    public var startIndex: Int { 0 }
    /// The position after the last.
    public var endIndex: Int { members.count }
    /// The member at a position.
    public subscript(position: Int) -> Member { members[position] }
}
