/// A zip file as the format prescribes, with whatever a test wants wrong in it.
package struct ZipMaker {
  package private(set) var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  package init() {}

  private static func little(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  package mutating func add(
    _ name: String, _ content: [UInt8], method: Int = 0, packed: [UInt8]? = nil, flags: Int = 0, size: Int? = nil,
    checksum: UInt32? = nil
  ) {
    let packed = packed ?? content
    let common = common(name, content, method, packed, flags, size, checksum)
    list(name, common, at: bytes.count)
    bytes += [0x50, 0x4B, 3, 4] + common + Self.little(3, 2) + Array(name.utf8) + [1, 2, 3] + packed
  }

  /// Lists the stored member that begins at `offset` once more, under another name of the same length.
  package mutating func addAgain(_ name: String, _ content: [UInt8], at offset: Int) {
    list(name, common(name, content, 0, content, 0, nil, nil), at: offset)
  }

  package func finish(comment: String = "") -> [UInt8] {
    bytes + directory + [0x50, 0x4B, 5, 6] + Self.little(0, 4) + Self.little(count, 2) + Self.little(count, 2)
      + Self.little(directory.count, 4) + Self.little(bytes.count, 4) + Self.little(comment.utf8.count, 2)
      + Array(comment.utf8)
  }

  private mutating func list(_ name: String, _ common: [UInt8], at offset: Int) {
    directory += [0x50, 0x4B, 1, 2] + Self.little(20, 2) + common + Self.little(0, 12) + Self.little(offset, 4)
    directory += Array(name.utf8)
    count += 1
  }

  private func common(
    _ name: String, _ content: [UInt8], _ method: Int, _ packed: [UInt8], _ flags: Int, _ size: Int?,
    _ checksum: UInt32?
  ) -> [UInt8] {
    Self.little(20, 2) + Self.little(flags, 2) + Self.little(method, 2) + Self.little(0, 4)
      + Self.little(Int(checksum ?? Self.checksum(content)), 4) + Self.little(packed.count, 4)
      + Self.little(size ?? content.count, 4) + Self.little(name.utf8.count, 2)
  }

  /// The checksum of zip files, bit by bit: independent of the one that is tested.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
    }
  }
}
