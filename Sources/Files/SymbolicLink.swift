internal import Glibc

/// Symbolic links.
package enum SymbolicLink {
  /// Where one leads, as it says itself, at most 4,096 bytes; nil for what is none.
  package static func target(of link: String) -> String? {
    let bytes = [CChar](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = buffer.baseAddress.map { max(0, readlink(link, $0, buffer.count)) } ?? 0
    }
    return bytes.isEmpty ? nil : String(decoding: bytes.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
