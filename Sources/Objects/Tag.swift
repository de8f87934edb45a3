package import Bytes

/// An annotated tag.
package struct Tag: Hashable, Sendable {
  package var target: ObjectID
  package var kind: ObjectKind
  package var name: [UInt8]
  /// Very old tags have none.
  package var tagger: Signature?
  package var headers: [Header]
  package var message: [UInt8]

  package init(target: ObjectID, kind: ObjectKind, name: String, tagger: Signature?, message: [UInt8]) {
    self.target = target
    self.kind = kind
    self.name = Array(name.utf8)
    self.tagger = tagger
    headers = []
    self.message = message
  }

  /// Reads a tag; `encoded` gives the same bytes again.
  ///
  /// - Throws: ``FormatError``.
  package init(parsing bytes: [UInt8], format: ObjectFormat) throws(FormatError) {
    var reader = HeaderReader(bytes)
    guard let target = try reader.id("object", format) else { throw FormatError(.malformed("object"), at: 0) }
    self.target = target
    let start = reader.offset
    guard let kind = ObjectKind(rawValue: String(decoding: try reader.required("type"), as: UTF8.self)) else {
      throw FormatError(.malformed("type"), at: start)
    }
    self.kind = kind
    name = Array(try reader.required("tag"))
    tagger = try reader.signature("tagger")
    headers = try reader.rest()
    message = reader.message
  }

  package var encoded: [UInt8] {
    var bytes = Array("object \(target.hex)\ntype \(kind.rawValue)\ntag ".utf8) + name + [0x0A]
    if let tagger { bytes += Array("tagger ".utf8) + tagger.encoded + [0x0A] }
    return bytes + headers.flatMap(\.encoded) + [0x0A] + message
  }
}
