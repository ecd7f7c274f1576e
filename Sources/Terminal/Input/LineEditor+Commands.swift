import CEdit

// libedit calls these on the reader's thread, with the editor as its context.

extension LineEditor {
    /// libedit keeps the names, so that they live as long as the process.
    private enum Name {
        nonisolated(unsafe) static let paste = permanent("farthing-paste")  // written once, never freed
        nonisolated(unsafe) static let complete = permanent("farthing-complete")  // written once, never freed

        private static func permanent(_ text: String) -> UnsafePointer<wchar_t> {
            let copy = UnsafeMutablePointer<wchar_t>.allocate(capacity: text.unicodeScalars.count + 1)
            var end = copy
            for scalar in text.unicodeScalars {
                end.pointee = wchar_t(bitPattern: scalar.value)
                end += 1
            }
            end.pointee = 0
            return UnsafePointer(copy)
        }
    }

    func configure() {
        cedit_set_context(handle, Unmanaged.passUnretained(self).toOpaque())
        if cedit_set_terminal(handle, nil) != 0 { cedit_set_terminal(handle, "xterm") }
        cedit_set_flag(handle, EL_SIGNAL, 0)
        cedit_set_quiet_between_lines(handle)
        _ = "emacs".withWide { cedit_set_editor(handle, $0) }
        cedit_set_prompt(handle, lineEditorPrompt, 1)
        cedit_set_reader(handle, lineEditorCharacter)
        cedit_add_command(handle, Name.paste, Name.paste, lineEditorPaste)
        cedit_add_command(handle, Name.complete, Name.complete, lineEditorComplete)
        bind("\\e[200~", to: Name.paste)
        bind("^I", to: Name.complete)
        for (key, command) in Self.keys { command.withWide { bind(key, to: $0) } }
    }

    /// Keys that libedit leaves out or takes from terminfo, which differs from what terminals send.
    private static let keys = [
        ("\\e[A", "ed-prev-history"), ("\\e[B", "ed-next-history"), ("\\e[C", "ed-next-char"),
        ("\\e[D", "ed-prev-char"),
        ("\\eOA", "ed-prev-history"), ("\\eOB", "ed-next-history"), ("\\eOC", "ed-next-char"),
        ("\\eOD", "ed-prev-char"),
        ("\\e[H", "ed-move-to-beg"), ("\\e[F", "ed-move-to-end"), ("\\eOH", "ed-move-to-beg"),
        ("\\eOF", "ed-move-to-end"),
        ("\\e[1~", "ed-move-to-beg"), ("\\e[4~", "ed-move-to-end"), ("\\e[3~", "ed-delete-next-char"),
        ("\\e[1;5C", "em-next-word"), ("\\e[1;5D", "ed-prev-word"), ("\\e[1;3C", "em-next-word"),
        ("\\e[1;3D", "ed-prev-word"),
        ("^R", "em-inc-search-prev"), ("^W", "ed-delete-prev-word"),
    ]

    private func bind(_ key: String, to command: UnsafePointer<wchar_t>) {
        _ = key.withWide { cedit_bind(handle, $0, command) }
    }

    /// Reads a paste to its end and puts it, or its placeholder, into the line.
    fileprivate func paste() -> Int32 {
        var pasted: [UInt8] = []
        let end = Array("\u{1B}[201~".utf8)
        while pasted.suffix(end.count) != end[...] {
            if let byte = source.bytes.nextByte() {
                pasted.append(byte)
                // Too long: keep the tail, to see the end.
                if pasted.count > limit { pasted.remove(at: pasted.count - end.count - 1) }
            } else if !attend() {
                return CC_EOF
            }
        }
        pasted.removeLast(end.count)
        let inserted =
            switch pastes.add(String(decoding: pasted, as: UTF8.self)) {
            case .text(let text), .placeholder(let text): text
            }
        _ = inserted.withWide { el_winsertstr(handle, $0) }
        return CC_REFRESH
    }

    /// Completes the text before the cursor: the one candidate, or what all have in common, or a list of them.
    fileprivate func complete() -> Int32 {
        let text = String(wide: lineToCursor)
        let candidates = isQuestion ? [] : completion(text).filter { $0.hasPrefix(text) }.sorted()
        guard let first = candidates.first else { return CC_NORM }
        var common = candidates.count == 1 ? first + " " : first
        for candidate in candidates.dropFirst() { common = common.commonPrefix(with: candidate) }
        if common.count > text.count {
            _ = String(common.dropFirst(text.count)).withWide { el_winsertstr(handle, $0) }
            return CC_REFRESH
        }
        let listed = candidates.prefix(50).joined(separator: "  ")
        showAbove(TextSanitizer.sanitized(candidates.count > 50 ? listed + "  …" : listed))
        return CC_NORM
    }
}

extension String {
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}

private func lineEditor(_ handle: OpaquePointer?) -> LineEditor? {
    cedit_context(handle).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
}

private func lineEditorPrompt(_ handle: OpaquePointer?) -> UnsafeMutablePointer<wchar_t>? {
    lineEditor(handle)?.promptText
}

private func lineEditorCharacter(_ handle: OpaquePointer?, _ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    guard let editor = lineEditor(handle), let scalar = editor.nextCharacter() else { return -1 }
    character?.pointee = wchar_t(bitPattern: scalar.value)
    return 1
}

private func lineEditorPaste(_ handle: OpaquePointer?, _ key: wint_t) -> UInt8 {
    UInt8(lineEditor(handle)?.paste() ?? CC_ERROR)
}

private func lineEditorComplete(_ handle: OpaquePointer?, _ key: wint_t) -> UInt8 {
    UInt8(lineEditor(handle)?.complete() ?? CC_ERROR)
}
