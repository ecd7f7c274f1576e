import ExactJSON

extension SettingFormat where Value: SettingsSection {
    /// A section with declared keys; others are refused with the nearest valid one.
    package static var section: Self {
        Self(
            shape: { .keys(Value.keys.map(\.description)) },
            read: { node, path, problems in
                guard case .map(let entries) = node.content else {
                    let names = Value.keys.map(\.name).joined(separator: ", ")
                    problems.add(node.origin, path, "\(node.kind) is not a section; its keys are \(names)")
                    return nil
                }
                let keys = Value.keys
                var section = Value()
                for entry in entries {
                    guard let key = keys.first(where: { $0.name == entry.key }) else {
                        let problem = UnknownKey.message(entry.key, valid: keys.map(\.name))
                        problems.add(entry.origin, path.appending(entry.key.oneLine), problem)
                        continue
                    }
                    guard !entry.value.isNull else { continue }
                    key.read(entry.value, path.appending(entry.key), &problems, &section)
                }
                section.check(SectionPlace(node: node, path: path)) { problems.add($0) }
                return section
            },
            show: { value in
                SettingNode(
                    .map(
                        Value.keys.compactMap { key in
                            key.show(value).map { SettingNode.Entry(key: key.name, origin: .standard, value: $0) }
                        }))
            })
    }
}

extension SettingFormat {
    /// A list; its elements are read one by one and each wrong one is reported.
    package static func list<Element: Sendable>(_ element: SettingFormat<Element>) -> Self where Value == [Element] {
        Self(
            shape: {
                guard case .scalar(let expected) = element.shape() else { return .open }
                return .list(expected)
            },
            read: { node, path, problems in
                guard case .list(let nodes) = node.content else {
                    problems.add(node.origin, path, "\(node.kind) is not a list; write [a, b]")
                    return nil
                }
                return nodes.enumerated().compactMap { index, node in
                    element.read(node, path.appending(String(index)), &problems)
                }
            },
            show: { SettingNode(.list($0.map(element.show))) })
    }

    /// A map whose names the user chooses.
    package static func names<Element: Sendable>(_ element: SettingFormat<Element>) -> Self
    where Value == [String: Element] {
        Self(
            shape: { .names(element.shape()) },
            read: { node, path, problems in
                guard case .map(let entries) = node.content else {
                    problems.add(node.origin, path, "\(node.kind) is not a section of names")
                    return nil
                }
                var values: [String: Element] = [:]
                for entry in entries {
                    guard entry.key.isOneLine else {
                        problems.add(entry.origin, path, "\(entry.key.excerpt) is not a name")
                        continue
                    }
                    guard !entry.value.isNull else { continue }
                    values[entry.key] = element.read(entry.value, path.appending(entry.key), &problems)
                }
                return values
            },
            show: { values in
                SettingNode(
                    .map(
                        values.sorted { $0.key < $1.key }.map {
                            SettingNode.Entry(key: $0.key, origin: .standard, value: element.show($0.value))
                        }))
            })
    }
}

extension SettingFormat where Value == JSONObject {
    /// Any keys and values: what is passed on to a provider or an extension as it is.
    static var open: Self {
        Self(
            shape: { .names(.open) },
            read: { node, path, problems in
                guard case .object(let object) = node.json else {
                    problems.add(node.origin, path, "\(node.kind) is not a section")
                    return nil
                }
                return object
            },
            show: { SettingNode(json: .object($0)) })
    }
}
