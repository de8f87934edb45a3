package import Bytes

/// A state of the archive, with the ids of its parent states.
package struct Commit: Hashable, Sendable {
  package var tree: ObjectID
  package var parents: [ObjectID]
  package var author: Signature
  package var committer: Signature
  /// The headers after the committer, in order: `encoding`, `gpgsig` and others, kept as they are.
  package var headers: [Header]
  package var message: [UInt8]

  package init(
    tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, headers: [Header] = [],
    message: [UInt8]
  ) {
    self.tree = tree
    self.parents = parents
    self.author = author
    self.committer = committer
    self.headers = headers
    self.message = message
  }

  /// Reads a commit; `encoded` gives the same bytes again.
  ///
  /// - Throws: ``FormatError``.
  package init(parsing bytes: [UInt8], format: ObjectFormat) throws(FormatError) {
    var reader = HeaderReader(bytes)
    guard let tree = try reader.id("tree", format) else { throw FormatError(.malformed("tree"), at: 0) }
    self.tree = tree
    parents = []
    while let parent = try reader.id("parent", format) { parents.append(parent) }
    guard let author = try reader.signature("author") else {
      throw FormatError(.malformed("author"), at: reader.offset)
    }
    self.author = author
    guard let committer = try reader.signature("committer") else {
      throw FormatError(.malformed("committer"), at: reader.offset)
    }
    self.committer = committer
    headers = try reader.rest()
    message = reader.message
  }

  package var encoded: [UInt8] {
    var bytes = Array("tree \(tree.hex)\n".utf8)
    for parent in parents { bytes += Array("parent \(parent.hex)\n".utf8) }
    bytes += Array("author ".utf8) + author.encoded + [0x0A]
    bytes += Array("committer ".utf8) + committer.encoded + [0x0A]
    return bytes + headers.flatMap(\.encoded) + [0x0A] + message
  }

  /// The message as text; bytes that are not UTF-8 are replaced.
  package var text: String { String(decoding: message, as: UTF8.self) }
}
