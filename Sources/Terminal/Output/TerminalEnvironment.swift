import CEdit

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// What can be asked about the terminal behind a descriptor.
package enum TerminalEnvironment {
    /// Whether the descriptor is a terminal.
    package static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// Whether a value of TERM names a terminal without cursor movement. No value counts as one.
    package static func isDumb(_ term: String?) -> Bool {
        guard let term else { return true }
        return term.isEmpty || term == "dumb"
    }

    /// Columns of the terminal, or nil if the descriptor is none or does not say.
    package static func columns(of descriptor: Int32) -> Int? {
        var columns: UInt16 = 0
        var rows: UInt16 = 0
        guard cedit_window_size(descriptor, &columns, &rows) == 0, columns > 0 else { return nil }
        return Int(columns)
    }
}
