import MIDI

/// The memory of a device as its messages read and write it: addresses count seven bits a byte.
struct MemoryAccess: Sendable {
  /// With the places `{address:n}` and `{size:n}`; nil where the memory cannot be read.
  let read: BytePattern?
  /// With the places `{address:n}` and `{body*}`.
  let write: MessageForm
  /// Bytes of memory in a packet at most.
  let packet: Int

  /// A question for a part of the memory.
  func request(_ address: Int, count: Int) -> [UInt8]? {
    guard let read else { return nil }
    let values = [
      "address": Self.digits(address, in: "address", of: read), "size": Self.digits(count, in: "size", of: read),
    ]
    return write.seal(read.fill(values), as: read)
  }

  /// The part of the memory that a message asks for; nil where it is no whole request.
  func requested(by message: SysExMessage) -> (address: Int, count: Int)? {
    guard let read, let places = read.match(message.bytes), write.seal(message.bytes, as: read) == message.bytes,
      let address = places["address"], let size = places["size"]
    else { return nil }
    return (Self.number(message.bytes[address]), Self.number(message.bytes[size]))
  }

  /// The part of the memory that a packet writes.
  func written(by message: SysExMessage) -> (address: Int, bytes: ArraySlice<UInt8>)? {
    guard let places = write.dump.match(message.bytes), let address = places["address"], let body = places["body"]
    else { return nil }
    return (Self.number(message.bytes[address]), message.bytes[body])
  }

  /// The packet that writes some bytes.
  func packet(_ address: Int, _ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let digits = Self.digits(address, in: "address", of: write.dump)
    return write.seal(write.dump.fill(["address": digits, "body": Array(bytes)]))
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 7 | Int($1 & 0x7F) } }

  private static func digits(_ number: Int, in place: String, of pattern: BytePattern) -> [UInt8] {
    let width = pattern.place(place, in: pattern.fill([:]))?.count ?? 0
    return (0..<width).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 7) & 0x7F) }
  }
}

/// Where the slots of a kind lie in the memory.
struct MemoryPlace: Sendable {
  /// Bytes that lie in a row.
  struct Zone: Hashable, Sendable {
    /// Addresses from the slot's own on.
    let start: Int
    let count: Int
  }

  let access: MemoryAccess
  /// The address of the first slot.
  let at: Int
  /// Addresses from one slot to the next.
  let step: Int
  let count: Int
  /// In order of addresses; their bytes in a row are the payload.
  let zones: [Zone]

  var size: Int { zones.reduce(0) { $0 + $1.count } }

  /// The slot of a part of the memory, and the part of its payload; nil where the part is not inside one zone.
  func locate(_ address: Int, count: Int) -> (index: Int, payload: Range<Int>)? {
    guard count > 0, address >= at else { return nil }
    let index = step > 0 ? min((address - at) / step, self.count - 1) : 0
    let start = address - at - index * step
    var offset = 0
    for zone in zones {
      if start >= zone.start, start + count <= zone.start + zone.count {
        let low = offset + start - zone.start
        return (index, low..<low + count)
      }
      offset += zone.count
    }
    return nil
  }

  /// The zones of a slot, each with its address and its part of the payload.
  func zones(of index: Int) -> [(address: Int, payload: Range<Int>)] {
    var offset = 0
    return zones.map { zone in
      defer { offset += zone.count }
      return (at + index * step + zone.start, offset..<offset + zone.count)
    }
  }

  /// A payload, cut into packets.
  func packets(_ payload: [UInt8], index: Int) -> [[UInt8]] {
    zones(of: index).flatMap { address, range in
      stride(from: range.lowerBound, to: range.upperBound, by: access.packet).map { start in
        let end = min(start + access.packet, range.upperBound)
        return access.packet(address + start - range.lowerBound, payload[start..<end])
      }
    }
  }
}
