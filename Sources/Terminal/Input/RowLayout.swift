/// Where libedit puts text on the rows of a terminal.
struct RowLayout: Equatable {
    /// From 0, of the row that the prompt begins on.
    private(set) var row = 0
    private(set) var column = 0
    private let columns: Int

    init(columns: Int) {
        self.columns = max(1, columns)
    }

    mutating func add(_ scalars: some Sequence<Unicode.Scalar>) {
        for scalar in scalars { add(scalar) }
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
        let width: Int
        switch scalar.value {
        case 0x0A:
            row += 1
            column = 0
            return
        case 0x09: width = 8 - column % 8
        case 0x00...0x1F, 0x7F: width = 2  // ^X
        default: width = WideScalars.contains(scalar) ? 2 : scalar.takesNoColumn ? 0 : 1
        }
        if column + width > columns {
            row += 1
            column = 0
        }
        column += width
        if column >= columns {
            row += 1
            column = 0
        }
    }
}
