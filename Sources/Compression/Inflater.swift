import CDeflate
import CZlib

/// The reason why a compressed stream could not be inflated.
package enum InflateError: Error, Hashable, Sendable {
  /// The input ends before the stream does.
  case truncated
  /// Bytes follow the end of the stream.
  case trailing(count: Int)
  /// The stream holds more than was allowed.
  case tooLong(limit: Int)
  /// The stream breaks its own rules, or its checksum, near this offset of the input.
  case corrupt(offset: Int)
}

/// The result of inflating a stream at the start of some input.
package struct Inflated: Sendable {
  package let bytes: [UInt8]
  /// How many bytes of the input the stream took.
  package let used: Int
}

/// Reads compressed streams, one after the other, never giving more than a limit.
package struct Inflater: ~Copyable {
  /// The format around the compressed blocks.
  package enum Wrapping: Sendable { case zlib, bare }

  /// While the output has room for one more copy of this length, zlib need not check every byte.
  private static let longestMatch = 258

  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool
  /// libdeflate's, which reads whole streams faster and does not say why one fails.
  private let quick: OpaquePointer?

  /// - Parameter isStrict: whether zlib reads all, as it does for git: then both judge alike, the oddest streams included.
  package init(_ wrapping: Wrapping = .zlib, isStrict: Bool = false) {
    quick = wrapping == .zlib && !isStrict ? libdeflate_alloc_decompressor() : nil
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let window = wrapping == .zlib ? MAX_WBITS : -MAX_WBITS
    isReady = inflateInit2_(stream, window, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
    libdeflate_free_decompressor(quick)
  }

  /// The stream that is the whole of `input`.
  ///
  /// - Parameter limit: the maximum output; memory is only allocated for as much as the input can hold.
  package mutating func inflate(_ input: ArraySlice<UInt8>, limit: Int) throws(InflateError) -> [UInt8] {
    let result = try inflatePrefix(input, limit: limit)
    guard result.used == input.count else { throw .trailing(count: input.count - result.used) }
    return result.bytes
  }

  /// The stream that `input` begins with.
  package mutating func inflatePrefix(_ input: ArraySlice<UInt8>, limit: Int) throws(InflateError) -> Inflated {
    precondition(limit >= 0, "a limit is a size")
    // Deflate makes at most 1032 bytes of one: a larger claim gets no memory.
    let possible = input.count.multipliedReportingOverflow(by: 1032)
    let most = min(limit, possible.overflow ? limit : possible.partialValue)
    if let whole = quickly(input, room: most) { return whole }
    return try slowly(input, room: most, limit: limit)
  }

  /// The stream that `input` begins with; nil where the stream is invalid, incomplete or too long.
  private func quickly(_ input: ArraySlice<UInt8>, room: Int) -> Inflated? {
    guard let quick else { return nil }
    var (used, result) = (0, LIBDEFLATE_BAD_DATA)
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { output, filled in
      result = input.withUnsafeBytes { raw in
        libdeflate_zlib_decompress_ex(quick, raw.baseAddress, raw.count, output.baseAddress, room, &used, &filled)
      }
      if result != LIBDEFLATE_SUCCESS { filled = 0 }
    }
    return result == LIBDEFLATE_SUCCESS ? Inflated(bytes: bytes, used: used) : nil
  }

  private mutating func slowly(
    _ input: ArraySlice<UInt8>, room most: Int, limit: Int
  ) throws(InflateError) -> Inflated {
    precondition(isReady && inflateReset(stream) == Z_OK, "memory for zlib's tables")
    // One extra byte reveals output that is too long.
    let room = most + 1 + Inflater.longestMatch
    var (used, result) = (0, Z_OK)
    let stream = stream
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { output, filled in
      input.withUnsafeBytes { raw in
        result = Inflater.run(stream, raw, output, room: room, used: &used, filled: &filled)
      }
    }
    guard bytes.count <= limit else { throw .tooLong(limit: limit) }
    switch result {
    case Z_STREAM_END: return Inflated(bytes: bytes, used: used)
    case Z_OK, Z_BUF_ERROR: throw used == input.count ? .truncated : .tooLong(limit: limit)
    default: throw .corrupt(offset: used)
    }
  }

  /// Up to `count` bytes of the stream that `input` begins with; fewer only where it ends.
  package mutating func start(of input: ArraySlice<UInt8>, count: Int) throws(InflateError) -> [UInt8] {
    precondition(isReady && inflateReset(stream) == Z_OK, "memory for zlib's tables")
    var (used, result) = (0, Z_OK)
    let stream = stream
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { output, filled in
      input.withUnsafeBytes { raw in
        result = Inflater.run(stream, raw, output, room: count, used: &used, filled: &filled)
      }
    }
    switch result {
    case Z_STREAM_END: return bytes
    case Z_OK, Z_BUF_ERROR:
      guard bytes.count == count else { throw .truncated }
      return bytes
    default: throw .corrupt(offset: used)
    }
  }

  /// Feeds zlib in pieces that its 32-bit counts can hold, until it ends, fails or stops moving.
  private static func run(
    _ stream: UnsafeMutablePointer<z_stream>, _ input: UnsafeRawBufferPointer,
    _ output: UnsafeMutableBufferPointer<UInt8>, room: Int, used: inout Int, filled: inout Int
  ) -> Int32 {
    var result = Z_OK
    var hasMoved = true
    while result == Z_OK, hasMoved {
      let give = min(input.count - used, 1 << 30)
      let space = min(room - filled, 1 << 30)
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: input.bindMemory(to: UInt8.self).baseAddress.map { $0 + used })
      stream.pointee.avail_in = UInt32(give)
      stream.pointee.next_out = output.baseAddress.map { $0 + filled }
      stream.pointee.avail_out = UInt32(space)
      // Where all fits at once, zlib keeps no window of its own.
      let isAll = give == input.count - used && space == room - filled
      result = CZlib.inflate(stream, isAll ? Z_FINISH : Z_NO_FLUSH)
      let (took, gave) = (give - Int(stream.pointee.avail_in), space - Int(stream.pointee.avail_out))
      used += took
      filled += gave
      hasMoved = took + gave > 0
    }
    return result
  }
}
