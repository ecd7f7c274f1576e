import ExactJSON
import LanguageModels

/// Puts tool calls together from fragments, in the many ways in which servers send them.
///
/// Tolerated: no index, the same index for several calls, no id, an id or a name repeated with every fragment,
/// arguments as an object, a whole call in one fragment.
struct OpenAIToolCalls {
    private struct Slot {
        var wireIndex: Int?
        var id: String
        var name: String
        /// The position among the started calls; nil while the name is not known.
        var position: Int?
        /// Arguments that came before the name.
        var held = ""
        /// Depth and string state of the arguments so far, to see where a call is complete.
        var scan = JSONCompletion()
    }

    private var slots: [Slot] = []
    private var started = 0
    /// Makes ids for calls that come without; differs from answer to answer.
    private let salt: UInt64

    init(salt: UInt64) { self.salt = salt }

    var isEmpty: Bool { started == 0 }

    /// Takes one element of `tool_calls`, or a `function_call` of old.
    mutating func take(_ fragment: JSONValue, into events: inout [ModelEvent]) {
        let function = fragment["function"] ?? fragment
        let wireIndex = fragment["index"]?.intValue
        let id = fragment["id"]?.stringValue ?? ""
        let name = function["name"]?.stringValue ?? ""
        let arguments = OpenAIToolCalls.arguments(function["arguments"])
        let index = slot(wireIndex: wireIndex, id: id, name: name, arguments: arguments)
        if slots[index].id.isEmpty { slots[index].id = id }
        if slots[index].name.isEmpty { slots[index].name = name }
        start(index, &events)
        append(arguments, to: index, &events)
    }

    /// Ends the answer: calls that never got a name are dropped, as nothing can be done with them.
    mutating func finish() {
        slots.removeAll { $0.position == nil }
    }

    private static func arguments(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): text
        case .some(let value): value.text
        }
    }

    /// Returns the slot that a fragment belongs to, a new one where it begins a call.
    private mutating func slot(wireIndex: Int?, id: String, name: String, arguments: String) -> Int {
        if let wireIndex, let index = slots.lastIndex(where: { $0.wireIndex == wireIndex }) {
            if continues(index, id: id, name: name, arguments: arguments) { return index }
        } else if wireIndex == nil {
            if !id.isEmpty, let index = slots.lastIndex(where: { $0.id == id }) { return index }
            if let last = slots.indices.last, continues(last, id: id, name: name, arguments: arguments) {
                return last
            }
        }
        slots.append(Slot(wireIndex: wireIndex, id: id, name: name))
        return slots.count - 1
    }

    /// Whether a fragment goes on with a call: it brings nothing that only another call could bring.
    private func continues(_ index: Int, id: String, name: String, arguments: String) -> Bool {
        let slot = slots[index]
        if name.isEmpty { return true }
        if !id.isEmpty, !slot.id.isEmpty, id != slot.id { return false }
        if !slot.name.isEmpty, name != slot.name { return false }
        // The same name again, and perhaps the same id: another call only when this one is complete.
        let isSameID = !id.isEmpty && id == slot.id
        return isSameID || !(slot.scan.isComplete && !arguments.isEmpty)
    }

    private mutating func start(_ index: Int, _ events: inout [ModelEvent]) {
        guard slots[index].position == nil, !slots[index].name.isEmpty else { return }
        slots[index].position = started
        if slots[index].id.isEmpty || slots[..<index].contains(where: { $0.id == slots[index].id }) {
            slots[index].id = "call_" + StableHash.text(StableHash.of("\(started)".utf8, from: salt))
        }
        events.append(.toolCallStarted(index: started, id: slots[index].id, name: slots[index].name))
        started += 1
        let held = slots[index].held
        slots[index].held = ""
        append(held, to: index, &events)
    }

    private mutating func append(_ arguments: String, to index: Int, _ events: inout [ModelEvent]) {
        guard !arguments.isEmpty else { return }
        guard let position = slots[index].position else {
            slots[index].held += arguments
            return
        }
        slots[index].scan.take(arguments)
        events.append(.toolCallArguments(index: position, delta: arguments))
    }
}

/// Sees where a JSON object that comes in pieces ends.
struct JSONCompletion {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var hasBegun = false

    /// Whether a whole object or array has come.
    var isComplete: Bool { hasBegun && depth == 0 && !isInString }

    mutating func take(_ text: String) {
        for byte in text.utf8 {
            if isEscaped {
                isEscaped = false
            } else if isInString {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isInString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    hasBegun = true
                case UInt8(ascii: "}"), UInt8(ascii: "]"): depth = Swift.max(0, depth - 1)
                default: break
                }
            }
        }
    }
}
