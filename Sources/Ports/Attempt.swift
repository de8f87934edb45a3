import Glibc

/// What became of one attempt to read or write.
enum Attempt<Value> {
  case done(Value)
  case notYet
  case gone
  case failed(Int32)

  /// What an error number of the system means for it.
  static func failure(_ code: Int32) -> Attempt {
    switch code {
    case EAGAIN, EINTR: .notYet
    case EPIPE, ENODEV, ENXIO, ENOTCONN: .gone
    default: .failed(code)
    }
  }
}
