/// The reason why a zip file or one of its members cannot be read.
package enum ZipError: Error, Hashable, Sendable {
  /// No end record: not a zip file, or one cut short.
  case notZip
  /// A record is missing or invalid where the file says it is; the offset is in the file.
  case damaged(offset: Int)
  /// The file or member uses the 64-bit extension.
  case zip64(member: [UInt8]?)
  case encrypted(member: [UInt8])
  case unknownMethod(member: [UInt8], method: Int)
  /// The member is longer than allowed, by its own claim or in fact.
  case tooLong(member: [UInt8], limit: Int)
  case inflate(member: [UInt8], InflateError)
  case checksum(member: [UInt8], found: UInt32, computed: UInt32)
  /// The member's size is not the one the directory claims.
  case size(member: [UInt8], found: Int, claimed: Int)
  /// The member overlaps others: the output would exceed the contents of the file.
  case overlap(member: [UInt8])
  /// The file is in several parts.
  case severalParts
}
