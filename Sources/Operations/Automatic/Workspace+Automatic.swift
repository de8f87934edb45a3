internal import Files
package import MIDI
internal import Profiles
import Repository
package import Transfer
package import Archive

/// The outcome of an automatic snapshot.
package enum AutomaticOutcome: Sendable {
  /// Nothing was stored where the result has no commit.
  case read(SnapshotResult)
  /// The instrument is missing, or reading would disturb its player: the next run tries again.
  case notNow(Reason)

  package enum Reason: Hashable, Sendable {
    case absent(port: String)
    case busy(port: String, holder: PortHolder?)
    /// The device was never quiet: a player or a sequencer is using it.
    case playing
    /// The port exists and no device answers: most likely the instrument is off.
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
  /// Stores the content of a device where it changed, unless the device is in use.
  ///
  /// Sends only the questions by which a device is read. A dump that looks like another unit's goes to its own branch.
  package func takeAutomatically(
    _ device: Device, quiet: IdleDetector, on delegate: TransferDelegate
  ) throws -> AutomaticOutcome {
    guard let name = try port(of: device.name) else { throw OperationError.noPort(device: device.name) }
    // A device that answered before and is silent now does not need the front panel.
    if device.profile == nil, try wasAsked(device.name) { throw OperationError.opaque(device: device.name) }
    guard let id = device.profile, try profile(id).isAskable else {
      throw OperationError.needsHands(device: device.name)
    }
    if try profile(id).selectsPrograms(for: profile(id).slots()), try !maySelect(device.name) {
      return .notNow(.selectsPrograms)
    }
    // A mix of two states is not a snapshot.
    do { try refuseOpenSends { $0 == device.name } } catch {
      guard case .archive(.storage(.locked(let lock))) = error else { throw error }
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
      // Bytes received until now were at most clock.
      clock = port.count
      var request = SnapshotRequest(text: "auto: \(device.name)")
      request.devices = [device.name]
      request.isAutomatic = true
      let own = TransferDelegate(
        open: { _, _ in port }, progress: delegate.progress, isInterrupted: delegate.isInterrupted,
        confirmSuspect: { _, _, _ in nil }, agreeToSelect: { _ in })
      return .read(try SnapshotOperation(self, request, on: own).read([device], try rig()))
    } catch {
      let isDead = heard.map { $0.count == clock } ?? false
      guard let reason = Self.reason(error, name, isDead: isDead) else { throw error }
      return .notNow(reason)
    }
  }

  /// `synvc.NAME.select` in `config`: whether an unattended run may select programs on a device.
  private func maySelect(_ device: String) throws(OperationError) -> Bool {
    try storing { () throws(StorageError) in try repository.config().bool(PendingDevice.key(device, "select")) }
      ?? false
  }

  private func isQuiet(_ port: any Port, _ quiet: IdleDetector, _ delegate: TransferDelegate) throws -> Bool {
    do { return try quiet.waits(on: port, isInterrupted: delegate.isInterrupted) } catch {
      port.close()
      throw error
    }
  }

  /// The reason for skipping the device without error; nil where something is wrong.
  ///
  /// - Parameter isDead: whether no byte at all came back.
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
