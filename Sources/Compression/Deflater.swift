import CZlib

/// Compresses into zlib streams, one after the other, with one set of tables.
package struct Deflater: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  /// - Parameters:
  ///   - level: 0 (stored) to 9; 1 is fast.
  ///   - window: how far back repeats are found, as a power of two, 9 to 15. Small tables are cleared faster, which
  ///     is most of the work on messages of a few kB.
  package init(level: Int, window: Int = 15) {
    precondition((0...9).contains(level) && (9...15).contains(window), "a level and window that zlib has")
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let memory = Int32(min(8, window - 6))
    let result = deflateInit2_(
      stream, Int32(level), Z_DEFLATED, Int32(window), memory, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    isReady = result == Z_OK
  }

  deinit {
    if isReady { deflateEnd(stream) }
    stream.deallocate()
  }

  /// The bytes as one complete zlib stream.
  package mutating func deflate(_ bytes: [UInt8]) -> [UInt8] {
    // zlib's own bound is too small for some of its settings (level 0 with small tables): then once more.
    var room = Int(deflateBound(stream, uLong(bytes.count)))
    while true {
      if let packed = deflate(bytes, room: room) { return packed }
      room *= 2
    }
  }

  /// Nil when the stream does not fit into `room`.
  private mutating func deflate(_ bytes: [UInt8], room: Int) -> [UInt8]? {
    precondition(isReady && deflateReset(stream) == Z_OK, "memory for zlib's tables")
    let stream = stream
    var (read, result) = (0, Z_OK)
    let packed = [UInt8](unsafeUninitializedCapacity: room) { output, filled in
      bytes.withUnsafeBytes { input in
        // zlib counts in 32 bits: both sides are handed over in pieces.
        while result == Z_OK, filled < room {
          let give = min(input.count - read, 1 << 30)
          let space = min(room - filled, 1 << 30)
          stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress.map { $0 + read })
          stream.pointee.avail_in = UInt32(give)
          stream.pointee.next_out = output.baseAddress.map { $0 + filled }
          stream.pointee.avail_out = UInt32(space)
          result = CZlib.deflate(stream, read + give == input.count ? Z_FINISH : Z_NO_FLUSH)
          read += give - Int(stream.pointee.avail_in)
          filled += space - Int(stream.pointee.avail_out)
        }
      }
    }
    return result == Z_STREAM_END ? packed : nil
  }
}
