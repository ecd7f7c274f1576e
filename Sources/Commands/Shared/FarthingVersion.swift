/// The version of the product, as `--version` prints it.
package enum FarthingVersion {
    /// Semantic version.
    package static let text = "0.1.0"
}
