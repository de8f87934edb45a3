import Glibc

/// ALSA's library, loaded when an ALSA port is first opened.
///
/// Linked like any other it would cost every command a third of a millisecond, and the program could not start where
/// it is not installed: `docs/decisions/0090-alsa-on-demand.md`.
struct ALSALibrary: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer

  /// Nil where the library is not installed. It stays loaded.
  static let installed: ALSALibrary? = dlopen("libasound.so.2", RTLD_NOW | RTLD_LOCAL).map(ALSALibrary.init)

  private init(_ handle: UnsafeMutableRawPointer) {
    self.handle = handle
    silence()
  }

  /// Silences the library, which prints errors to standard error; its results say the same.
  private func silence() {
    // The library's handler takes further arguments behind these, which may be left alone.
    typealias Handler =
      @convention(c) (UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?, Int32, UnsafePointer<CChar>?) -> Void
    let set = function("snd_lib_error_set_handler", (@convention(c) (Handler) -> Int32).self)
    _ = set { _, _, _, _, _ in }
  }

  /// The function of a name, which must be of the type given.
  func function<Function>(_ name: String, _ type: Function.Type) -> Function {
    guard let symbol = dlsym(handle, name) else {
      preconditionFailure("libasound.so.2 has no \(name): its version is part of its name")
    }
    return unsafeBitCast(symbol, to: type)
  }
}
