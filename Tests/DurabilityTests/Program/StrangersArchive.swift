import Files
import Foundation
import Glibc
import Objects
import Testing

@testable import Repository

/// An archive as a stranger may make it: whatever he likes in objects, refs, logs and configuration.
struct StrangersArchive {
  static let message: [UInt8] = [0xF0, 0x7D, 1, 2, 0xF7]

  let folder: String
  private let store: LooseStore

  init(_ folder: String) throws {
    self.folder = folder
    store = LooseStore(folder: folder + "/objects", format: .sha1, files: RealFileSystem(), naming: .hash)
    for name in ["objects/pack", "refs/heads", "refs/tags"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    try write("HEAD", Array("ref: refs/heads/main\n".utf8))
    try write("config", Array("[core]\n\trepositoryformatversion = 0\n\tbare = true\n".utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    let url = URL(filePath: "\(folder)/\(name)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func pipe(_ name: String) throws {
    try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    try #require(mkfifo("\(folder)/\(name)", 0o644) == 0)
  }

  @discardableResult
  func object(_ kind: ObjectKind, _ bytes: [UInt8]) throws -> ObjectID {
    let object = StoredObject(kind, bytes)
    let id = ObjectID(of: object, in: .sha1)
    if !FileManager.default.fileExists(atPath: store.path(id)) { try write(id, object.header + bytes) }
    return id
  }

  /// An object's file with a header that claims a size of its own.
  func object(_ id: ObjectID, claiming size: String, _ bytes: [UInt8]) throws {
    try write(id, Array("blob \(size)\0".utf8) + bytes)
  }

  private func write(_ id: ObjectID, _ bytes: [UInt8]) throws {
    var deflaters = Deflaters()
    try write("objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))", deflaters.deflate(bytes))
  }

  func blob(_ text: String) throws -> ObjectID { try object(.blob, Array(text.utf8)) }

  typealias Item = (mode: String, name: String, id: ObjectID)

  /// A tree of items that are named in git's order.
  func tree(_ items: [Item]) throws -> ObjectID {
    var bytes: [UInt8] = []
    for item in items { bytes += Array("\(item.mode) \(item.name)\0".utf8) + item.id.bytes }
    return try object(.tree, bytes)
  }

  /// The folder of a device of an unknown model.
  func device(_ items: [Item], order: String? = nil) throws -> ObjectID {
    var all: [Item] = [("100644", "device.yaml", try blob("profile: none\nname: \"x\"\n"))]
    if let order { all.append(("100644", "order", try blob(order))) }
    return try tree(all + items)
  }

  /// A device with one message.
  func plainDevice(order: String? = nil, message: ObjectID? = nil) throws -> ObjectID {
    let id = try message ?? object(.blob, Self.message)
    return try device([("40000", "unknown", try tree([("100644", "a.syx", id)]))], order: order)
  }

  func commit(_ tree: ObjectID, _ parents: [ObjectID] = [], _ text: String = "x\n", seconds: Int = 1_700_000_000) throws
    -> ObjectID
  {
    let people = ["author", "committer"].map { "\($0) a <a@b> \(seconds) +0000" }
    let lines = ["tree \(tree)"] + parents.map { "parent \($0)" } + people
    return try object(.commit, Array((lines.joined(separator: "\n") + "\n\n" + text).utf8))
  }

  /// A commit of these devices.
  @discardableResult
  func snapshot(
    _ devices: [(name: String, tree: ObjectID)], _ parents: [ObjectID] = [], _ text: String = "x\n",
    seconds: Int = 1_700_000_000
  ) throws -> ObjectID {
    let rig = "devices:\n" + devices.map { "  \($0.name):\n    profile: none\n" }.joined()
    let items = devices.map { Item("40000", $0.name, $0.tree) } + [("100644", "rig.yaml", try blob(rig))]
    let id = try commit(try tree(items), parents, text, seconds: seconds)
    try write("refs/heads/main", Array("\(id)\n".utf8))
    return id
  }

  @discardableResult
  func plain(_ parents: [ObjectID] = []) throws -> ObjectID {
    try snapshot([("dev", try plainDevice(order: "unknown/a.syx\n"))], parents)
  }
}
