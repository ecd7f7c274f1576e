extension String {
    /// The text with a full stop, unless it ends with a mark of its own.
    var sentence: String {
        guard let last, !".?!…:".contains(last) else { return self }
        return self + "."
    }
}
