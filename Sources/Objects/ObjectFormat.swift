import COpenSSL

/// The hash that names the objects of an archive.
package enum ObjectFormat: String, CaseIterable, Sendable {
  case sha1
  case sha256

  /// Bytes of an id.
  package var size: Int { self == .sha1 ? 20 : 32 }
  /// Digits of an id in text.
  package var digits: Int { size * 2 }
  /// What names no object.
  package var zero: ObjectID { ObjectID(self, unchecked: [UInt8](repeating: 0, count: size)[...]) }
}

/// The system's algorithms, each looked up once: that takes longer than to hash a small object.
private enum Algorithm {
  // Never freed, and safe to use from any thread.
  nonisolated(unsafe) static let sha1 = EVP_MD_fetch(nil, "SHA1", nil)
  nonisolated(unsafe) static let sha256 = EVP_MD_fetch(nil, "SHA256", nil)
}

/// A hash being computed.
package struct Digest: ~Copyable {
  private let context: OpaquePointer?
  private let format: ObjectFormat

  package init(_ format: ObjectFormat) {
    self.format = format
    context = EVP_MD_CTX_new()
    let isReady = EVP_DigestInit_ex(context, format == .sha1 ? Algorithm.sha1 : Algorithm.sha256, nil) == 1
    precondition(isReady, "memory for a hash")
  }

  deinit { EVP_MD_CTX_free(context) }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    let isDone = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 }
    precondition(isDone, "a hash takes any bytes")
  }

  package mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  package consuming func finish() -> ObjectID {
    let (context, format) = (context, format)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Int(EVP_MAX_MD_SIZE)) { buffer in
      var count: UInt32 = 0
      precondition(EVP_DigestFinal_ex(context, buffer.baseAddress, &count) == 1, "a hash ends once")
      return ObjectID(format, raw: UnsafeRawBufferPointer(buffer), at: 0)
    }
  }
}
