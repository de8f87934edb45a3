import CZlib

/// The CRC-32 of zlib, zip and git's pack index.
package func checksum32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
  bytes.withUnsafeBytes { raw in
    UInt32(truncatingIfNeeded: crc32_z(0, raw.bindMemory(to: UInt8.self).baseAddress, raw.count))
  }
}

package func checksum32(_ bytes: [UInt8]) -> UInt32 { checksum32(bytes[...]) }
