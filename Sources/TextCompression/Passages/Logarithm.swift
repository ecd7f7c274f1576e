/// The natural logarithm of numbers of at least one, the same on every platform.
enum Logarithm {
    /// ln(x) by halving down to 1…2 and the series of the inverse hyperbolic tangent.
    static func ln(_ value: Double) -> Double {
        guard value > 1 else { return 0 }
        let exponent = Double(value.exponent)
        let ratio = (value.significand - 1) / (value.significand + 1)
        let square = ratio * ratio
        var term = ratio
        var sum = 0.0
        for odd in stride(from: 1.0, through: 17.0, by: 2.0) {
            sum += term / odd
            term *= square
        }
        return exponent * 0.693_147_180_559_945_3 + 2 * sum
    }
}
