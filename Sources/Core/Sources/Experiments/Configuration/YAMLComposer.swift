internal import ACML

/// Builds the tree of a document from its events, within limits.
struct YAMLComposer {
  private let events: YAMLEvents
  private let limits: YAMLLimits
  /// What an alias can stand for, and how much room it takes there.
  private var anchors: [String: Measured] = [:]
  /// Anchors of the nodes that are still being read: an alias to one would be a node that holds itself.
  private var open: Set<String> = []
  private var nodeCount = 0

  /// A node, how many nodes it holds with itself, and how deep it is.
  private struct Measured {
    let node: SettingNode
    let size: Int
    let height: Int
  }

  init(events: YAMLEvents, limits: YAMLLimits) {
    self.events = events
    self.limits = limits
  }

  mutating func document() throws(SettingProblem) -> SettingNode {
    var document: SettingNode?
    while true {
      let (event, origin) = try events.next()
      switch event {
      case .end: return document ?? SettingNode(.scalar(.null), origin: origin)
      case .documentStart where document != nil:
        throw SettingProblem(origin, .root, "a second document begins; a configuration is one")
      case .documentStart:
        let (event, origin) = try events.next()
        document = try node(event, origin, depth: 1).node
      default: break
      }
    }
  }

  private mutating func node(
    _ event: YAMLEvents.Event, _ origin: SettingOrigin, depth: Int
  ) throws(SettingProblem) -> Measured {
    switch event {
    case .scalar(let scalar, let anchor):
      try count(1, at: origin)
      return remember(Measured(node: SettingNode(.scalar(scalar), origin: origin), size: 1, height: 1), as: anchor)
    case .alias(let name):
      guard let target = anchors[name], !open.contains(name) else {
        let reason = open.contains(name) ? "stands inside of what it stands for" : "stands for nothing before it"
        throw SettingProblem(origin, .root, "the alias `*\(name.prefix(60))` \(reason)")
      }
      try count(target.size, at: origin)
      try check(depth: depth + target.height - 1, at: origin)
      return target
    case .sequenceStart(let anchor):
      return try collection(anchor, origin, depth) { composer throws(SettingProblem) in
        try composer.sequence(depth: depth)
      }
    case .mappingStart(let anchor):
      return try collection(anchor, origin, depth) { composer throws(SettingProblem) in
        try composer.mapping(depth: depth)
      }
    case .documentStart, .end, .collectionEnd, .other:
      throw SettingProblem(origin, .root, "is no valid YAML: a value is missing")
    }
  }

  private mutating func collection(
    _ anchor: String?, _ origin: SettingOrigin, _ depth: Int,
    _ read: (inout YAMLComposer) throws(SettingProblem) -> (content: SettingNode.Content, height: Int)
  ) throws(SettingProblem) -> Measured {
    try check(depth: depth, at: origin)
    let before = nodeCount
    try count(1, at: origin)
    if let anchor { open.insert(anchor) }
    let (content, height) = try read(&self)
    if let anchor { open.remove(anchor) }
    let node = SettingNode(content, origin: origin)
    return remember(Measured(node: node, size: nodeCount - before, height: height + 1), as: anchor)
  }

  private mutating func sequence(
    depth: Int
  ) throws(SettingProblem) -> (content: SettingNode.Content, height: Int) {
    var elements: [SettingNode] = []
    var height = 0
    while true {
      let (event, origin) = try events.next()
      if case .collectionEnd = event { return (.sequence(elements), height) }
      let element = try node(event, origin, depth: depth + 1)
      elements.append(element.node)
      height = max(height, element.height)
    }
  }

  private mutating func mapping(
    depth: Int
  ) throws(SettingProblem) -> (content: SettingNode.Content, height: Int) {
    var entries: [SettingEntry] = []
    var places: [String: SettingOrigin] = [:]
    var merged: [SettingEntry] = []
    var height = 0
    while true {
      let (event, origin) = try events.next()
      if case .collectionEnd = event { break }
      guard case .scalar(let key, nil) = event else {
        throw SettingProblem(origin, .root, "a key must be plain text")
      }
      guard key.text.count <= limits.keyLength else {
        throw SettingProblem(origin, .root, "a key of more than \(limits.keyLength) letters")
      }
      if let first = places.updateValue(origin, forKey: key.text) {
        throw SettingProblem(origin, .root, "the key `\(key.text)` stands here a second time; first at \(first)")
      }
      let (valueEvent, valueOrigin) = try events.next()
      let value = try node(valueEvent, valueOrigin, depth: depth + 1)
      height = max(height, value.height)
      if key.text == "<<", !key.isQuoted {
        merged = try mergedEntries(of: value.node, at: valueOrigin)
      } else {
        entries.append(SettingEntry(key.text, value.node, origin: origin))
      }
    }
    // What stands here wins over what is merged, and the first of several merged mappings over the next.
    for entry in merged where places.updateValue(entry.origin, forKey: entry.key) == nil { entries.append(entry) }
    return (.mapping(entries), height)
  }

  private func mergedEntries(
    of node: SettingNode, at origin: SettingOrigin
  ) throws(SettingProblem) -> [SettingEntry] {
    let sources = if case .sequence(let nodes) = node.content { nodes } else { [node] }
    var entries: [SettingEntry] = []
    for source in sources {
      guard case .mapping(let more) = source.content else {
        throw SettingProblem(origin, .root, "`<<` takes a mapping or a list of mappings")
      }
      entries += more
    }
    return entries
  }

  private mutating func remember(_ measured: Measured, as anchor: String?) -> Measured {
    if let anchor { anchors[anchor] = measured }
    return measured
  }

  private mutating func count(_ nodes: Int, at origin: SettingOrigin) throws(SettingProblem) {
    nodeCount += nodes
    guard nodeCount <= limits.nodes else {
      throw SettingProblem(origin, .root, "holds more than \(limits.nodes) values, aliases counted in full")
    }
  }

  private func check(depth: Int, at origin: SettingOrigin) throws(SettingProblem) {
    guard depth <= limits.depth else {
      throw SettingProblem(origin, .root, "is nested more than \(limits.depth) levels deep")
    }
  }
}
