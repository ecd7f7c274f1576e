/// What a commit survives.
package enum LedgerDurability: Sendable, Hashable {
    /// The death of the process: no wait for the disk.
    case normal
    /// A power cut as well: a commit waits for the disk, and many at once share the wait.
    case full

    var pragma: String { self == .full ? "FULL" : "NORMAL" }
}
