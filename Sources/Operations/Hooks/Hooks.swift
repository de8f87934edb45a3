/// Runs the user's own programs at certain moments; passed in, because this module starts no process.
package struct Hooks: Sendable {
  /// Runs a hook to its end; nil where there is none or it said yes.
  private let run: @Sendable (HookCall) -> HookFailure?
  /// Hears of a hook that failed when nothing could be stopped any more.
  private let failed: @Sendable (HookFailure) -> Void

  package init(
    run: @escaping @Sendable (HookCall) -> HookFailure?, failed: @escaping @Sendable (HookFailure) -> Void
  ) {
    self.run = run
    self.failed = failed
  }

  package static let none = Hooks(run: { _ in nil }, failed: { _ in })

  /// - Throws: `.hook` where the hook refuses, or does not run as it should: a guard that is passed over is none.
  package func ask(_ call: HookCall) throws(OperationError) {
    if let failure = run(call) { throw .hook(failure) }
  }

  func tell(_ call: HookCall) {
    if let failure = run(call) { failed(failure) }
  }
}
