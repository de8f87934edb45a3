/// Why a zip file or a member of it cannot be read.
package enum ZipError: Error, Hashable, Sendable {
  /// No end record: not a zip file, or one cut short.
  case notZip
  /// A record is not where, or not what, the file says; the offset is in the file.
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
  /// The member lies over others: more would come out than the file holds.
  case overlap(member: [UInt8])
  /// The file is in several parts.
  case severalParts
}
