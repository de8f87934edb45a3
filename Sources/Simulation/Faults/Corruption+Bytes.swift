extension Fault.Corruption {
  /// Applies a corruption that changes only bytes to a message.
  func applied(to bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .cutShort(let count): Array(bytes.prefix(max(0, min(count, bytes.count - 1))))
    case .insert(let byte, let offset): Self.inserted(byte, at: offset, in: bytes)
    case .dropZeros: Self.withoutZeroPackets(bytes)
    case .short(let count): Array(bytes.dropLast(min(max(0, count), bytes.count - 2) + 1)) + bytes.suffix(1)
    case .noEnd: Array(bytes.dropLast())
    case .silence, .duplicate, .answer, .wrongChecksum, .stall, .delay, .reorder, .merge, .split: bytes
    }
  }

  private static func inserted(_ byte: UInt8, at offset: Int, in bytes: [UInt8]) -> [UInt8] {
    let place = min(max(0, offset), bytes.count)
    return Array(bytes[..<place]) + [byte] + bytes[place...]
  }

  /// - Source: USB device class definition for MIDI devices 1.0: a packet carries three bytes of a SysEx message; some
  ///   drivers take a packet of zeros for filling.
  private static func withoutZeroPackets(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count, by: 3).flatMap { start -> ArraySlice<UInt8> in
      let packet = bytes[start..<min(start + 3, bytes.count)]
      return packet.elementsEqual([0, 0, 0]) ? [] : packet
    }
  }
}

extension SerialLine.Burst {
  /// The burst with a pause inside.
  func halved(at offset: Int, _ pause: Duration) -> [SerialLine.Burst] {
    let place = min(max(0, offset), bytes.count)
    return [
      SerialLine.Burst(bytes: Array(bytes[..<place]), ready: ready, gap: gap),
      SerialLine.Burst(bytes: Array(bytes[place...]), gap: pause),
    ]
  }

  /// The burst byte by byte.
  func split(_ pause: Duration) -> [SerialLine.Burst] {
    bytes.enumerated().map { index, byte in
      index == 0 ? SerialLine.Burst(bytes: [byte], ready: ready, gap: gap) : SerialLine.Burst(bytes: [byte], gap: pause)
    }
  }
}
