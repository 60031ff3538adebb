extension SettingField {
  /// Settings inside settings.
  public static func section<Section: Settings>(
    _ name: String, _ property: any WritableKeyPath<Root, Section> & Sendable, _ help: String
  ) -> Self {
    self.init(
      name,
      decode: { node, path, parent, root, decoder in
        let decoded = decoder.decode(Section.self, node, at: path, in: parent)
        root[keyPath: property] = decoded.value
        return decoded.resolved
      },
      encode: { $0[keyPath: property].node },
      rows: { prefix, defaults in Section.rows(prefix + name + ".", defaults[keyPath: property]) },
      fault: { Section.schemaFault($0[keyPath: property]) })
  }

  /// Settings inside settings that may be left out.
  public static func section<Section: Settings>(
    _ name: String, _ property: any WritableKeyPath<Root, Section?> & Sendable, _ help: String
  ) -> Self {
    self.init(
      name,
      decode: { node, path, parent, root, decoder in
        guard let node, !node.isNull else {
          root[keyPath: property] = nil
          return node ?? SettingNode(.scalar(.null))
        }
        let decoded = decoder.decode(Section.self, node, at: path, in: parent)
        root[keyPath: property] = decoded.value
        return decoded.resolved
      },
      encode: { $0[keyPath: property]?.node ?? SettingNode(.scalar(.null)) },
      rows: { prefix, _ in
        [SettingRow(path: prefix + name, type: "section or null", defaultValue: "null", allowed: nil, help: help)]
          + Section.rows(prefix + name + ".", Section())
      },
      fault: { Section.schemaFault($0[keyPath: property] ?? Section()) })
  }

  /// A list of sections.
  /// - Parameters:
  ///   - name: the key in configurations: the property's own name.
  ///   - property: where the sections go.
  ///   - minimum: how many there must be at least.
  ///   - help: one line for tables.
  public static func list<Section: Settings>(
    _ name: String, _ property: any WritableKeyPath<Root, [Section]> & Sendable, minimum: Int = 0, _ help: String
  ) -> Self {
    self.init(
      name,
      decode: { node, path, parent, root, decoder in
        let node = node.flatMap { $0.isNull ? nil : $0 }
        let elements: [SettingNode]
        switch node?.content {
        case nil: elements = []
        case .sequence(let nodes): elements = nodes
        default:
          decoder.report(node?.origin ?? parent, path, "found \(node?.found ?? "nothing"), expected a list")
          return node ?? .empty
        }
        if elements.count < minimum {
          let few = elements.isEmpty ? "none" : "\(elements.count)"
          decoder.report(node?.origin ?? parent, path, "found \(few), expected at least \(minimum): \(help)")
        }
        let decoded = elements.enumerated().map { position, element in
          decoder.decode(Section.self, element, at: path + position, in: element.origin)
        }
        root[keyPath: property] = decoded.map(\.value)
        return SettingNode(.sequence(decoded.map(\.resolved)), origin: node?.origin ?? .default)
      },
      encode: { SettingNode(.sequence($0[keyPath: property].map(\.node))) },
      rows: { prefix, _ in
        [SettingRow(path: prefix + name, type: "list of sections", defaultValue: nil, allowed: nil, help: help)]
          + Section.rows(prefix + name + "[].", Section())
      },
      fault: { _ in Section.schemaFault(Section()) })
  }

  /// Settings whose schema another component knows: kept as they stand, and read against that schema later.
  public static func node(
    _ name: String, _ property: any WritableKeyPath<Root, SettingNode> & Sendable, _ help: String
  ) -> Self {
    self.init(
      name,
      decode: { node, path, _, root, decoder in
        guard let node, !node.isNull else { return root[keyPath: property] }
        root[keyPath: property] = node
        if case .mapping = node.content {
        } else {
          decoder.report(node.origin, path, "found \(node.found), expected a mapping")
        }
        return node
      },
      encode: { $0[keyPath: property] },
      rows: { prefix, _ in
        [SettingRow(path: prefix + name, type: "mapping", defaultValue: "{}", allowed: nil, help: help)]
      })
  }
}
