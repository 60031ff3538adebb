public import ACML

extension YAML {
  /// A configuration as text that reads back as the same tree.
  /// - Parameters:
  ///   - node: the configuration.
  ///   - comment: what to put behind a value, as a comment, given its origin; `nil` for nothing.
  public static func text(
    _ node: SettingNode, comment: (SettingOrigin) -> String? = { _ in nil }
  ) -> String {
    var lines: [String] = []
    if node.isWrittenInline {
      lines.append(node.inline + suffix(node, comment))
    } else {
      write(node, indentation: "", to: &lines, comment)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func write(
    _ node: SettingNode, indentation: String, to lines: inout [String], _ comment: (SettingOrigin) -> String?
  ) {
    for entry in node.entries {
      let key = indentation + SettingScalar(entry.key, isQuoted: true).inline + ":"
      if entry.value.isWrittenInline {
        lines.append("\(key) \(entry.value.inline)\(suffix(entry.value, comment))")
      } else {
        lines.append(key)
        write(entry.value, indentation: indentation + "  ", to: &lines, comment)
      }
    }
    for element in node.elements {
      let start = lines.count
      if element.isWrittenInline {
        lines.append("\(indentation)- \(element.inline)\(suffix(element, comment))")
      } else {
        write(element, indentation: indentation + "  ", to: &lines, comment)
        lines[start] = "\(indentation)- \(lines[start].dropFirst(indentation.count + 2))"
      }
    }
  }

  private static func suffix(_ node: SettingNode, _ comment: (SettingOrigin) -> String?) -> String {
    comment(node.origin).map { "  # \($0)" } ?? ""
  }
}

extension SettingNode {
  /// Values, lists of nothing but values, and what is empty stand on one line.
  fileprivate var isWrittenInline: Bool {
    switch content {
    case .scalar: true
    case .sequence(let elements): elements.allSatisfy { if case .scalar = $0.content { true } else { false } }
    case .mapping(let entries): entries.isEmpty
    }
  }
}
