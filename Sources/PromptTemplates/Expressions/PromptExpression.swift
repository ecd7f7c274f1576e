/// A condition or value in a template: names, literals, comparisons, `and`, `or`, `not`. It cannot call anything.
indirect enum PromptExpression: Sendable, Hashable {
    case literal(PromptValue)
    case name(String)
    case not(PromptExpression)
    case and(PromptExpression, PromptExpression)
    case or(PromptExpression, PromptExpression)
    case comparison(PromptExpression, Comparison, PromptExpression)

    /// How two values are compared.
    enum Comparison: String, Sendable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case atMost = "<="
        case atLeast = ">="
        case less = "<"
        case greater = ">"
    }

    /// Why an expression has no value.
    enum Failure: Error, Equatable {
        case unknown(String)
        case incomparable(String)
    }

    /// Works the expression out. `and` and `or` stop as soon as the answer is known.
    func value(_ variable: (String) -> PromptValue?) throws(Failure) -> PromptValue {
        switch self {
        case .literal(let value): return value
        case .name(let name):
            guard let value = variable(name) else { throw .unknown(name) }
            return value
        case .not(let inner): return .flag(try !inner.value(variable).isTrue)
        case .and(let left, let right):
            guard try left.value(variable).isTrue else { return false }
            return .flag(try right.value(variable).isTrue)
        case .or(let left, let right):
            if try left.value(variable).isTrue { return true }
            return .flag(try right.value(variable).isTrue)
        case .comparison(let left, let comparison, let right):
            let (left, right) = (try left.value(variable), try right.value(variable))
            return .flag(try comparison.holds(left, right))
        }
    }
}

extension PromptExpression.Comparison {
    /// Compares as numbers where both are or read as numbers, otherwise as texts. Only numbers and texts have an order.
    func holds(_ left: PromptValue, _ right: PromptValue) throws(PromptExpression.Failure) -> Bool {
        let order: (Bool, Bool)
        if let left = left.number, let right = right.number {
            order = (left == right, left < right)
        } else {
            order = (left.text == right.text, left.text < right.text)
        }
        switch self {
        case .equal: return order.0
        case .notEqual: return !order.0
        case .atMost, .atLeast, .less, .greater: break
        }
        switch (left, right) {
        case (.text, .text): break
        default:
            guard left.number != nil, right.number != nil else {
                throw .incomparable("\"\(left.text)\" and \"\(right.text)\" have no order; compare them with == or !=")
            }
        }
        return switch self {
        case .less: order.1
        case .atMost: order.1 || order.0
        case .greater: !order.1 && !order.0
        case .atLeast, .equal, .notEqual: !order.1
        }
    }
}
