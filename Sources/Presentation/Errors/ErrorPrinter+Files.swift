package import Files
internal import Glibc

extension FileError: Reportable {
  package var report: Report {
    Report(
      .storageFailed, "cannot \(StyledText(stringLiteral: action)) \(quoted: path): \(reason)",
      hint: hint, details: ["errno": JSON(Int(code)), "path": .string(path)])
  }

  private var action: String {
    switch operation {
    case .status: "read the status of"
    case .list: "list"
    case .open: "open"
    case .read: "read"
    case .create: "create"
    case .append, .write: "write"
    case .sync: "save"
    case .close: "finish writing"
    case .rename: "put in place"
    case .link: "link"
    case .remove: "remove"
    case .makeFolder: "make the folder"
    case .syncFolder: "save the folder"
    }
  }

  private var reason: StyledText {
    code == ErrorCode.notAFile ? "it is a pipe, a device or a socket, not a file" : "\(WriteFailure(code: code).words)"
  }

  private var hint: StyledText? {
    switch code {
    case ENOSPC, EDQUOT: "make room on that disk and call the command again: stored data is untouched"
    case EROFS: "remount the disk for writing: it is mounted read-only"
    case EACCES, EPERM: "check the permissions with 'ls -l'"
    case EFBIG: "use a smaller file: this one exceeds the size limit of synvc"
    case EIO: "back up the disk first: it reports read or write errors"
    default: nil
    }
  }
}
