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
    case .status: "look at"
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
    case ENOSPC, EDQUOT: "make room on that disk and call the command again: what was stored before is untouched"
    case EROFS: "the disk is mounted for reading only"
    case EACCES, EPERM: "you have no permission there: 'ls -l' shows who has"
    case EFBIG: "the file is longer than synvc reads"
    case EIO: "the disk fails: save what is on it before anything else"
    default: nil
    }
  }
}
