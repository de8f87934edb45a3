internal import Bytes
internal import CYAML

/// Puts the nodes of a document together.
struct Composer {
  private(set) var records: [YAMLDocument.Record] = []
  private(set) var text: [UInt8] = []
  /// Sequences and mappings that have not ended: their index, and the number of nodes before each.
  private var open: [(index: Int, before: Size, anchor: String?)] = []
  /// Nodes that an alias may refer to, and the size of each when written out.
  private var anchors: [String: (index: Int, size: Size)] = [:]
  /// The size of all nodes so far, with every alias written out.
  private var total = Size()
  private var nodeBudget = ReadingBudget(.yamlNodes)
  private var textBudget = ReadingBudget(.yamlText)

  /// How much a node is with all that it holds.
  private struct Size {
    var nodes = 0
    var bytes = 0
  }

  /// - Parameter capacity: bytes of the text, which its scalars cannot exceed by much.
  init(capacity: Int) {
    text.reserveCapacity(capacity)
    records.reserveCapacity(capacity / 8)
  }

  mutating func compose(_ events: borrowing EventStream) throws(YAMLError) {
    var hasDocument = false
    while true {
      switch try events.next() {
      case YAML_STREAM_END_EVENT: return
      case YAML_DOCUMENT_START_EVENT:
        guard !hasDocument else { throw YAMLError(.syntax("but found another document"), at: events.mark) }
        hasDocument = true
      case YAML_SCALAR_EVENT: try scalar(events)
      case YAML_ALIAS_EVENT: try alias(events)
      case YAML_SEQUENCE_START_EVENT: try begin(.sequence, events)
      case YAML_MAPPING_START_EVENT: try begin(.mapping, events)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: try end()
      default: break
      }
    }
  }

  private mutating func append(
    _ form: YAMLDocument.Form, _ events: borrowing EventStream, start: Int = 0, end: Int = 0,
    size: Size = Size(nodes: 1)
  ) throws(YAMLError) {
    let mark = events.mark
    guard nodeBudget.take(size.nodes) else { throw YAMLError(.tooLarge(.yamlNodes), at: mark) }
    guard textBudget.take(size.bytes) else { throw YAMLError(.tooLarge(.yamlText), at: mark) }
    total.nodes += size.nodes
    total.bytes += size.bytes
    records.append(
      YAMLDocument.Record(
        form: form, line: UInt32(clamping: mark.line), column: UInt32(clamping: mark.column),
        start: UInt32(clamping: start), end: UInt32(clamping: end), next: UInt32(clamping: records.count + 1)))
  }

  private mutating func scalar(_ events: borrowing EventStream) throws(YAMLError) {
    let start = text.count
    text.append(contentsOf: events.scalar)
    let size = Size(nodes: 1, bytes: text.count - start)
    try append(.scalar, events, start: start, end: text.count, size: size)
    if let anchor = events.anchor { anchors[anchor] = (records.count - 1, size) }
  }

  private mutating func alias(_ events: borrowing EventStream) throws(YAMLError) {
    guard let known = events.anchor.flatMap({ anchors[$0] }) else {
      throw YAMLError(.syntax("found undefined alias"), at: events.mark)
    }
    try append(.alias, events, start: known.index, size: known.size)
  }

  private mutating func begin(_ form: YAMLDocument.Form, _ events: borrowing EventStream) throws(YAMLError) {
    guard open.count < ReadingBudget.Reader.yamlDepth.limit else {
      throw YAMLError(.tooLarge(.yamlDepth), at: events.mark)
    }
    open.append((records.count, total, events.anchor))
    try append(form, events)
  }

  private mutating func end() throws(YAMLError) {
    guard let (index, before, anchor) = open.popLast() else { return }
    records[index].next = UInt32(clamping: records.count)
    if records[index].form == .mapping { try refuseDuplicates(in: index) }
    if let anchor {
      anchors[anchor] = (index, Size(nodes: total.nodes - before.nodes, bytes: total.bytes - before.bytes))
    }
  }

  /// Refuses duplicate keys: throws the first one in sort order, at its first position.
  private func refuseDuplicates(in mapping: Int) throws(YAMLError) {
    guard mayRepeat(mapping) else { return }
    var keys: [(name: String, index: Int)] = []
    var index = mapping + 1
    while index < records.count {
      if let name = self.name(index) { keys.append((name, index)) }
      index = next(next(index))
    }
    keys.sort { ($0.name, $0.index) < ($1.name, $1.index) }
    for (key, other) in zip(keys, keys.dropFirst()) where key.name == other.name {
      let record = records[key.index]
      throw YAMLError(.duplicateKey(key.name), at: Mark(line: Int(record.line), column: Int(record.column)))
    }
  }

  /// False only where no two keys of a mapping are the same text, which comparing bytes mostly decides.
  private func mayRepeat(_ mapping: Int) -> Bool {
    var sums: [UInt64] = []
    var index = mapping + 1
    while index < records.count {
      if let bytes = bytes(index) {
        var sum: UInt64 = 0
        for byte in bytes {
          // Of other characters different bytes may be the same text.
          guard byte < 0x80 else { return true }
          sum = sum &* 0x0100_0000_01B3 &+ UInt64(byte) &+ 1
        }
        sums.append(sum)
      }
      index = next(next(index))
    }
    sums.sort()
    return zip(sums, sums.dropFirst()).contains { $0 == $1 }
  }

  /// The node behind one that is whole.
  private func next(_ index: Int) -> Int { index < records.count ? Int(records[index].next) : index }

  /// The text of a key; nil where the key is not text.
  private func name(_ index: Int) -> String? { bytes(index).map { String(decoding: $0, as: UTF8.self) } }

  private func bytes(_ index: Int) -> ArraySlice<UInt8>? {
    let record = records[records[index].form == .alias ? Int(records[index].start) : index]
    guard record.form == .scalar else { return nil }
    return text[Int(record.start)..<Int(record.end)]
  }
}
