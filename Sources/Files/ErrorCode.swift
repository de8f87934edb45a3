import Glibc

/// The error numbers that this module gives a meaning.
package enum ErrorCode {
  package static let absent = ENOENT
  package static let exists = EEXIST
  package static let notFolder = ENOTDIR
  package static let isFolder = EISDIR
  package static let notEmpty = ENOTEMPTY
  package static let tooBig = EFBIG
  /// The path is a pipe, a device or a socket.
  package static let notAFile = ENXIO
  package static let readOnly = EROFS
  package static let noSpace = ENOSPC
  package static let input = EIO
  package static let denied = EACCES
  package static let unknownCall = ENOSYS
  package static let unlinkable = EPERM

  /// Whether the error means that the system does not support the call, here or at all.
  package static func meansUnknown(_ code: Int32) -> Bool { code == ENOSYS || code == EINVAL || code == ENOTSUP }

  /// Whether the error means that the path does not exist.
  package static func meansAbsent(_ code: Int32) -> Bool { code == ENOENT || code == ENOTDIR }

  /// Whether the error says that the file system cannot sync folders at all.
  static func meansUnsyncable(_ code: Int32) -> Bool { code == EINVAL || code == ENOTSUP }

  /// Whether the error says that this user may not do it.
  static func meansForbidden(_ code: Int32) -> Bool { meansReadOnly(code) }

  /// Whether the error means that the file system or folder is read-only.
  package static func meansReadOnly(_ code: Int32) -> Bool { code == EROFS || code == EACCES || code == EPERM }

  /// Whether the error says that the file system has no hard links.
  package static func meansUnlinkable(_ code: Int32) -> Bool {
    code == EPERM || code == ENOTSUP || code == ENOSYS || code == EMLINK
  }
}
