internal import Files
package import MIDI
internal import Profiles
import Storage

/// What became of a snapshot that nobody asked for.
package enum AutomaticOutcome: Sendable {
  /// Nothing was stored where the result has no commit.
  case read(SnapshotResult)
  /// The instrument could not be read without disturbing somebody, or is not there: the next time will do.
  case notNow(Reason)

  package enum Reason: Hashable, Sendable {
    case absent(port: String)
    case busy(port: String, holder: PortHolder?)
    /// It was never quiet: somebody plays, or a sequencer does.
    case playing
    /// The port is there and nobody answers: most likely the instrument is off.
    case silent(port: String)
    /// It was there and went away.
    case unplugged(port: String)
    /// It can only be dumped from its front panel.
    case needsHands
    /// It is read by selecting programs, and its settings do not say that it may be.
    case selectsPrograms
  }
}

extension Workspace {
  /// Stores what a device holds where that changed, unless somebody is using it.
  ///
  /// Nothing is ever sent but the questions by which a device is read. What looks like another unit's goes to a branch of its own.
  package func takeAutomatically(
    _ device: Device, quiet: IdleDetector, on delegate: TransferDelegate
  ) throws -> AutomaticOutcome {
    guard let name = try port(of: device.name) else { throw OperationError.noPort(device: device.name) }
    // What was read before and cannot be asked any more is no device for the front panel.
    if device.profile == nil, try wasAsked(device.name) { throw OperationError.opaque(device: device.name) }
    guard let id = device.profile, try profile(id).isAskable else {
      throw OperationError.needsHands(device: device.name)
    }
    if try profile(id).selectsPrograms(for: profile(id).slots()), try !maySelect(device.name) {
      return .notNow(.selectsPrograms)
    }
    // Half of one state and half of another is nobody's snapshot.
    do { try refuseOpenSends { $0 == device.name } } catch {
      guard case .storage(.locked(let lock)) = error else { throw error }
      let holder = lock.holder.map { PortHolder(process: Int($0.process), command: $0.command) }
      return .notNow(.busy(port: name, holder: holder))
    }
    try checkWorkTree()
    try askToRead([device])
    var heard: HeardPort?
    var clock = 0
    do {
      let port = HeardPort(try delegate.open(device, name))
      heard = port
      guard try isQuiet(port, quiet, delegate) else {
        port.close()
        return .notNow(.playing)
      }
      // What was heard until now was clock, if anything.
      clock = port.count
      var request = SnapshotRequest(text: "auto: \(device.name)")
      request.devices = [device.name]
      request.isAutomatic = true
      let own = TransferDelegate(
        open: { _, _ in port }, progress: delegate.progress, isInterrupted: delegate.isInterrupted,
        confirmSuspect: { _, _, _ in nil }, agreeToSelect: { _ in })
      return .read(try read([device], try rig(), request, on: own))
    } catch {
      let isDead = heard.map { $0.count == clock } ?? false
      guard let reason = Self.reason(error, name, isDead: isDead) else { throw error }
      return .notNow(reason)
    }
  }

  /// `synvc.NAME.select` in `config`: whether programs may be selected on a device while nobody watches.
  private func maySelect(_ device: String) throws(OperationError) -> Bool {
    try storing { () throws(StorageError) in try archive.config().bool(PendingDevice.key(device, "select")) } ?? false
  }

  private func isQuiet(_ port: any Port, _ quiet: IdleDetector, _ delegate: TransferDelegate) throws -> Bool {
    do { return try quiet.waits(on: port, isInterrupted: delegate.isInterrupted) } catch {
      port.close()
      throw error
    }
  }

  /// Why it is nobody's fault; nil where something is wrong.
  ///
  /// - Parameter isDead: whether nothing at all came back.
  private static func reason(
    _ error: any Error, _ port: String, isDead: Bool
  ) -> AutomaticOutcome.Reason? {
    switch error {
    case PortError.notFound: .absent(port: port)
    case PortError.busy(_, let holder): .busy(port: port, holder: holder)
    case TransferError.port(.unplugged), OperationError.transfer(.port(.unplugged), _),
      OperationError.transfer(.cutOff(.unplugged, _), _), OperationError.transfer(.cutOffBefore(.unplugged, _), _):
      .unplugged(port: port)
    case OperationError.transfer(.noIdentity, _): .silent(port: port)
    case OperationError.transfer(.noAnswer, _) where isDead: .silent(port: port)
    default: nil
    }
  }
}
