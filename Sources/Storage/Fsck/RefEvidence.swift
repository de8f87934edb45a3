import Bytes
import Files
import Objects

/// The values of refs, reflogs and the operations log, each read by itself.
struct RefEvidence: Sendable {
  var loose: [RefName: RefValue] = [:]
  var packed: [RefName: ObjectID] = [:]
  /// The targets of packed tags according to `packed-refs`.
  var peeled: [RefName: ObjectID] = [:]
  /// Refs whose file exists but has no valid value.
  var damaged: Set<RefName> = []
  var head: RefValue?
  var reflogs: [RefName: [ReflogLine]] = [:]
  var operations: [Operation] = []

  func value(_ name: RefName) -> RefValue? {
    name == .head ? head : loose[name] ?? packed[name].map { .id($0) }
  }

  func id(_ name: RefName) -> ObjectID? {
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
  var names: [RefName] { Set(loose.keys).union(packed.keys).sorted() }
}

/// A line of a reflog and its position.
struct ReflogLine: Sendable {
  let offset: Int
  let bytes: [UInt8]
  /// Nil for a line that does not parse.
  let entry: ReflogEntry?

  static func all(in bytes: [UInt8], format: ObjectFormat) -> [ReflogLine] {
    bytes.split(separator: 0x0A).map { line in
      ReflogLine(offset: line.startIndex, bytes: Array(line), entry: ReflogEntry(parsing: line, format: format))
    }
  }
}
