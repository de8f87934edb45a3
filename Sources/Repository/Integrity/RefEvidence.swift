package import Objects

/// The values of refs, reflogs and the operations log, each read by itself.
package struct RefEvidence: Sendable {
  package var loose: [RefName: RefValue] = [:]
  package var packed: [RefName: ObjectID] = [:]
  /// The targets of packed tags according to `packed-refs`.
  package var peeled: [RefName: ObjectID] = [:]
  /// Refs whose file exists but has no valid value.
  package var damaged: Set<RefName> = []
  package var head: RefValue?
  package var reflogs: [RefName: [ReflogLine]] = [:]
  package var operations: [LoggedOperation] = []

  package init() {}

  package func value(_ name: RefName) -> RefValue? {
    name == .head ? head : loose[name] ?? packed[name].map { .id($0) }
  }

  package func id(_ name: RefName) -> ObjectID? {
    var current = name
    for _ in 0..<6 {
      switch value(current) {
      case nil: return nil
      case .id(let id): return id
      case .symbolic(let next): current = next
      }
    }
    return nil
  }

  /// Every ref but HEAD, in order.
  package var names: [RefName] { Set(loose.keys).union(packed.keys).sorted() }
}

/// A line of a reflog and its position.
package struct ReflogLine: Sendable {
  package let offset: Int
  package let bytes: [UInt8]
  /// Nil for a line that does not parse.
  package let entry: ReflogEntry?

  package static func all(in bytes: [UInt8], format: ObjectFormat) -> [ReflogLine] {
    bytes.split(separator: 0x0A).map { line in
      ReflogLine(offset: line.startIndex, bytes: Array(line), entry: ReflogEntry(parsing: line, format: format))
    }
  }
}
