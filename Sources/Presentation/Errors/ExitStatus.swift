/// How a command ended. This is the only place that turns an outcome into a number.
package enum ExitStatus: Hashable, Sendable {
  case done
  case failed
  case unknownName
  case partial
  case noArchive
  case locked
  case damaged
  case storageFailed
  case refused
  case unreachable
  case noAnswer
  case otherDevice
  case readBackDiffers
  case hookRefused
  case usage
  case badInput
  case signal(Int32)

  /// Every status with a fixed number.
  package static let fixed: [ExitStatus] = [
    .done, .failed, .unknownName, .partial, .noArchive, .locked, .damaged, .storageFailed, .refused, .unreachable,
    .noAnswer, .otherDevice, .readBackDiffers, .hookRefused, .usage, .badInput,
  ]

  /// The exit number for the shell.
  package var code: Int32 {
    switch self {
    case .done: 0
    case .failed: 1
    case .unknownName: 2
    case .partial: 3
    case .noArchive: 10
    case .locked: 11
    case .damaged: 12
    case .storageFailed: 13
    case .refused: 14
    case .unreachable: 20
    case .noAnswer: 21
    case .otherDevice: 22
    case .readBackDiffers: 23
    case .hookRefused: 30
    case .usage: 64
    case .badInput: 65
    case .signal(let number): 128 + number
    }
  }

  /// The name of the status in JSON.
  package var kind: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .unknownName: "unknown-name"
    case .partial: "partial"
    case .noArchive: "no-archive"
    case .locked: "locked"
    case .damaged: "damaged"
    case .storageFailed: "storage-failed"
    case .refused: "refused"
    case .unreachable: "unreachable"
    case .noAnswer: "no-answer"
    case .otherDevice: "other-device"
    case .readBackDiffers: "read-back-differs"
    case .hookRefused: "hook-refused"
    case .usage: "usage"
    case .badInput: "bad-input"
    case .signal: "signal"
    }
  }

  /// The meaning of the status, unless a help page describes it better.
  package var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .unknownName: "unknown or ambiguous revision, slot or device"
    case .partial: "done in part, the rest is listed"
    case .noArchive: "no archive here"
    case .locked: "another command is using the archive"
    case .damaged: "damaged data found"
    case .storageFailed: "no space, read-only or another failure of the disk"
    case .refused: "refused, needs --force or --yes"
    case .unreachable: "device or port not reachable"
    case .noAnswer: "no answer or an invalid one"
    case .otherDevice: "another device, model or firmware answered"
    case .readBackDiffers: "sent, but the data read back differs"
    case .hookRefused: "a hook refused"
    case .usage: "wrong usage"
    case .badInput: "bad input file"
    case .signal: "ended by a signal"
    }
  }
}
