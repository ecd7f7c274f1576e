/// Counts in words: a figure of ours never looks like one of the text's.
enum CountWords {
    private static let small = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

    /// The number in English.
    static func text(_ number: Int) -> String {
        switch number {
        case ..<20: small[max(0, number)]
        case ..<100: tens[number / 10] + (number % 10 == 0 ? "" : "-\(small[number % 10])")
        case ..<1000: "\(small[number / 100]) hundred" + (number % 100 == 0 ? "" : " \(text(number % 100))")
        case ..<1_000_000:
            "\(text(number / 1000)) thousand" + (number % 1000 == 0 ? "" : " \(text(number % 1000))")
        default: "millions"
        }
    }

    /// How often.
    static func times(_ number: Int) -> String { number == 2 ? "twice" : "\(text(number)) times" }
}
