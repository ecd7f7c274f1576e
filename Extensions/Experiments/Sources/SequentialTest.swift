#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Compares the rates of success of two arms at any time, as often as one likes.
///
/// A mixture sequential probability ratio test (Robbins 1970; Johari, Koomen, Pekelis, Walsh, "Always Valid Inference",
/// 2019): by Ville's inequality the chance that it ever calls equal arms different is at most `level`, however often it
/// is looked at and whenever it is stopped.
package struct SequentialTest: Sendable, Hashable {
    /// Outcomes of one arm.
    package struct Arm: Sendable, Hashable {
        package var trials = 0
        package var successes = 0.0

        package init() {}

        init(trials: Int, successes: Double) {
            self.trials = trials
            self.successes = successes
        }

        /// The rate, drawn a little to one half while there is little.
        var rate: Double { (successes + 1) / (Double(trials) + 2) }
    }

    /// What is known so far.
    package enum Verdict: Sendable, Hashable {
        /// Nothing yet.
        case undecided
        /// The new arm is better.
        case better
        /// The new arm is worse.
        case worse
    }

    /// The chance of calling equal arms different.
    package let level: Double
    /// The variance of the differences that are looked for: 0.1 of the rate, squared.
    private static let spread = 0.01
    /// Outcomes in each arm before it may speak: the normal approximation needs them.
    private static let fewest = 50

    package private(set) var control = Arm()
    package private(set) var treatment = Arm()
    /// The smallest p-value so far: it never rises.
    package private(set) var chance = 1.0

    package init(level: Double = 0.05) { self.level = level }

    /// Goes on from earlier outcomes.
    init(level: Double, control: Arm, treatment: Arm, chance: Double) {
        self.level = level
        self.control = control
        self.treatment = treatment
        self.chance = chance
    }

    /// Adds an outcome of 0…1.
    package mutating func note(_ outcome: Double, isTreatment: Bool) {
        if isTreatment {
            treatment.trials += 1
            treatment.successes += outcome
        } else {
            control.trials += 1
            control.successes += outcome
        }
        guard control.trials >= Self.fewest, treatment.trials >= Self.fewest else { return }
        chance = min(chance, 1 / ratio)
    }

    /// By how much the new arm's rate is higher.
    package var difference: Double { treatment.rate - control.rate }

    /// Better, worse, or not known yet.
    package var verdict: Verdict {
        guard chance <= level else { return .undecided }
        return difference > 0 ? .better : .worse
    }

    /// How much more likely the outcomes are if the arms differ than if they do not.
    private var ratio: Double {
        let pooled = (control.successes + treatment.successes + 1) / Double(control.trials + treatment.trials + 2)
        let variance = pooled * (1 - pooled) * (1 / Double(control.trials) + 1 / Double(treatment.trials))
        let both = variance + Self.spread
        return (variance / both).squareRoot() * exp(Self.spread * difference * difference / (2 * variance * both))
    }
}
