extension SettingNode {
  /// A copy in which the node at a path is another; mappings on the way that don't exist yet are made.
  ///
  /// A list takes a position that it has, or the next one, which appends.
  /// - Throws: ``SettingProblem`` where the path leads through a value or to a position that a list doesn't have.
  public func replacing(_ path: SettingPath, with node: SettingNode) throws(SettingProblem) -> SettingNode {
    try replacing(path.components[...], of: path, with: node)
  }

  private func replacing(
    _ rest: ArraySlice<String>, of path: SettingPath, with node: SettingNode
  ) throws(SettingProblem) -> SettingNode {
    guard let component = rest.first else { return node }
    let inner = rest.dropFirst()
    let walked = SettingPath(Array(path.components[..<rest.startIndex]))
    var copy = self
    switch content {
    case .mapping(var entries):
      if let index = entries.firstIndex(where: { $0.key == component }) {
        entries[index].value = try entries[index].value.replacing(inner, of: path, with: node)
      } else {
        let value = try SettingNode(.scalar(.null), origin: node.origin).replacing(inner, of: path, with: node)
        entries.append(SettingEntry(component, value, origin: node.origin))
      }
      copy.content = .mapping(entries)
    case .sequence(var elements):
      guard let index = Int(component), index >= 0, index <= elements.count else {
        throw SettingProblem(
          node.origin, path,
          "`\(walked)` is a list of \(elements.count), so `\(component)` must be a position from 0 to \(elements.count)"
        )
      }
      if index == elements.count { elements.append(SettingNode(.scalar(.null), origin: node.origin)) }
      elements[index] = try elements[index].replacing(inner, of: path, with: node)
      copy.content = .sequence(elements)
    case .scalar(let scalar) where scalar.kind == .null:
      let empty: Content = component == "0" ? .sequence([]) : .mapping([])
      return try SettingNode(empty, origin: node.origin).replacing(rest, of: path, with: node)
    case .scalar:
      throw SettingProblem(node.origin, path, "`\(walked)` is the value \(found) and has no `\(component)`")
    }
    return copy
  }
}
