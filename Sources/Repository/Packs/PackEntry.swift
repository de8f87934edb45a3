package import Objects

/// An entry of a pack, inflated.
package struct PackEntry {
  /// The base of a delta.
  package enum Base: Sendable {
    /// So many bytes before the delta's own entry.
    case distance(Int)
    case id(ObjectID)
  }

  package enum EntryType {
    case whole(ObjectKind)
    case delta(Base)
  }

  package let type: EntryType
  package let bytes: [UInt8]

  package init(type: EntryType, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }

  /// The bytes before the compressed data.
  ///
  /// - Shape: a byte with a continuation bit, the type (3 bits) and the size's lowest 4 bits; 7 more bits a byte; then,
  ///   for a delta, its base.
  package struct Header {
    package let type: EntryType
    package let size: Int
    /// How many bytes the header takes.
    package let length: Int
    /// More than any header takes.
    package static let longest = 64

    package init(_ bytes: ArraySlice<UInt8>, at offset: Int, format: ObjectFormat) throws(PackFailure) {
      let damage = PackFailure.damage(.packEntry(offset: offset))
      var next = bytes.startIndex
      func byte() throws(PackFailure) -> Int {
        guard next < bytes.endIndex else { throw damage }
        defer { next += 1 }
        return Int(bytes[next])
      }
      var current = try byte()
      let code = current >> 4 & 7
      var (size, shift) = (current & 15, 4)
      while current & 0x80 != 0 {
        current = try byte()
        guard shift <= 46 else { throw damage }
        size |= (current & 0x7F) << shift
        shift += 7
      }
      switch code {
      case 1...4: type = .whole(Header.kinds[code - 1])
      case 6:
        current = try byte()
        var distance = current & 0x7F
        while current & 0x80 != 0 {
          current = try byte()
          guard distance < 1 << 48 else { throw damage }
          distance = (distance + 1) << 7 | current & 0x7F
        }
        type = .delta(.distance(distance))
      case 7:
        guard let id = ObjectID(format, bytes: bytes[next...].prefix(format.size)) else { throw damage }
        next += format.size
        type = .delta(.id(id))
      default: throw damage
      }
      (self.size, length) = (size, next - bytes.startIndex)
    }

    /// In the order of their codes, from 1 on.
    static let kinds: [ObjectKind] = [.commit, .tree, .blob, .tag]

    /// The header of a whole object.
    static func encode(_ kind: ObjectKind, size: Int) -> [UInt8] {
      encode(code: (kinds.firstIndex(of: kind) ?? 0) + 1, size: size)
    }

    /// The header of a delta whose base begins `distance` bytes before it.
    static func encode(distance: Int, size: Int) -> [UInt8] {
      var digits = [UInt8(distance & 0x7F)]
      var rest = distance >> 7
      while rest > 0 {
        rest -= 1
        digits.append(UInt8(rest & 0x7F | 0x80))
        rest >>= 7
      }
      return encode(code: 6, size: size) + digits.reversed()
    }

    private static func encode(code: Int, size: Int) -> [UInt8] {
      var bytes = [UInt8(code << 4 | size & 15)]
      var rest = size >> 4
      while rest > 0 {
        bytes[bytes.count - 1] |= 0x80
        bytes.append(UInt8(rest & 0x7F))
        rest >>= 7
      }
      return bytes
    }
  }
}
