import CEdit

extension String {
    /// Decodes the characters of libedit; what is no scalar becomes U+FFFD.
    init(wide characters: UnsafeBufferPointer<wchar_t>) {
        var scalars = UnicodeScalarView()
        for character in characters { scalars.append(Unicode.Scalar(UInt32(bitPattern: character)) ?? "\u{FFFD}") }
        self.init(scalars)
    }

    /// Calls `body` with the string as libedit takes it, ended by zero.
    func withWide<Result>(_ body: (UnsafePointer<wchar_t>) -> Result) -> Result {
        let wide = unicodeScalars.lazy.map { wchar_t(bitPattern: $0.value) }.filter { $0 != 0 } + [0]
        return wide.withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { preconditionFailure("The array has at least its end.") }
            return body(start)
        }
    }
}
