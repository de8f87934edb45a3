import COpenSSL

/// The hash that names the objects of an archive.
package enum ObjectFormat: String, CaseIterable, Sendable {
  case sha1
  case sha256

  /// Bytes of an id.
  package var size: Int { self == .sha1 ? 20 : 32 }
  /// Digits of an id in text.
  package var digits: Int { size * 2 }
  /// The id of no object.
  package var zero: ObjectID { ObjectID(self, unchecked: [UInt8](repeating: 0, count: size)[...]) }
}

/// A hash being computed.
package struct Digest: ~Copyable {
  private let format: ObjectFormat
  // One of the two is used; neither holds memory of its own.
  private var sha1 = SHA_CTX()
  private var sha256 = SHA256_CTX()

  package init(_ format: ObjectFormat) {
    self.format = format
    let isReady = format == .sha1 ? SHA1_Init(&sha1) : SHA256_Init(&sha256)
    precondition(isReady == 1, "a hash can always begin")
  }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { bytes in
      let isDone =
        format == .sha1
        ? SHA1_Update(&sha1, bytes.baseAddress, bytes.count) : SHA256_Update(&sha256, bytes.baseAddress, bytes.count)
      precondition(isDone == 1, "a hash takes any bytes")
    }
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  package consuming func finish() -> ObjectID {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: format.size) { buffer in
      let isDone =
        format == .sha1 ? SHA1_Final(buffer.baseAddress, &sha1) : SHA256_Final(buffer.baseAddress, &sha256)
      precondition(isDone == 1, "a hash ends once")
      return ObjectID(format, raw: UnsafeRawBufferPointer(buffer), at: 0)
    }
  }
}
