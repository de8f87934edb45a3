package import Profiles
package import Repository
package import Transfer
package import Archive

/// The reason why an operation failed; data stored before the failure stays.
package enum OperationError: Error, Sendable {
  /// The archive, or something in it, could not be read.
  case archive(ArchiveError)
  case transfer(TransferError, device: String)
  case encode(EncodeError, slot: String)
  case unknownDevice(String, near: [String])
  case badDeviceName(String)
  /// A slot of one model cannot be sent to a device of another.
  case otherModel(String, model: String, device: String)
  /// Nothing was ever stored here.
  case noSnapshots
  /// The device has no port on this computer.
  case noPort(device: String)
  /// The device has no profile, so it cannot be queried.
  case opaque(device: String)
  /// The device sends its dump from the front panel only, and the run is unattended.
  case needsHands(device: String)
  /// The device is read by selecting programs on it, and the user has not agreed to that.
  case selectsPrograms(device: String)
  /// Programs are selected on one of sixteen channels; the device's number is another.
  case noChannel(device: String, number: Int)
  /// No device was named yet.
  case emptyRig
  /// A slot can be sent to one other slot of its kind only.
  case badDestination(String, slots: [String])
  /// A slot can be sent only to another slot of its own device.
  case destinationElsewhere(String, device: String)
  /// The snapshot holds no device that could be sent to.
  case nothingToRestore
  case emptyMessage
  case refused(Refusal)
  case interrupted
  /// Index and files of a clone's work tree cannot follow HEAD.
  case workTree(WorkTreeError)
  /// A hook said no, or could not be asked.
  case hook(HookFailure)
}

/// The reason why a possible action needs an explicit confirmation.
package enum Refusal: Hashable, Sendable {
  case wrongChecksum(slots: [String])
  case partialSnapshot(slots: [String])
  case otherModel(target: String, device: String)
  case otherFirmware(target: String, device: String)
  /// The device holds another version of the structure.
  case otherVersion(slots: [String])
  case playing(device: String)
  /// The content of these slots can be sent only to the edit buffer.
  case editBufferOnly(model: String, slots: [String])
  case notConfirmed
  case nothingToContinue
  case sendUnderWay(device: String)
  /// A send to a device was interrupted that the rig no longer has.
  case deviceGone(String)
  /// Nothing was stored before the send that was interrupted, so nothing can be put back.
  case nothingSaved(device: String)
}

extension OperationError {
  package static func storage(_ error: StorageError) -> OperationError { .archive(.storage(error)) }
  package static func profile(_ error: ProfileError, id: String) -> OperationError { .archive(.profile(error, id: id)) }
  package static func damagedFile(path: String, reason: ArchiveError.FileProblem) -> OperationError {
    .archive(.damagedFile(path: path, reason: reason))
  }
  package static func unknownProfile(_ id: String, near: [String]) -> OperationError {
    .archive(.unknownProfile(id, near: near))
  }
  package static func unknownSlot(_ name: String, near: [String]) -> OperationError {
    .archive(.unknownSlot(name, near: near))
  }
}

/// Runs a call of the repository, its error made one of this layer.
func storing<Value>(_ call: () throws(StorageError) -> Value) throws(OperationError) -> Value {
  do { return try call() } catch { throw .storage(error) }
}

/// Runs a call of the archive, its error made one of this layer.
func reading<Value>(_ call: () throws(ArchiveError) -> Value) throws(OperationError) -> Value {
  do { return try call() } catch { throw .archive(error) }
}

/// Runs a talk with a device, its error made one of this layer.
func talking<Value>(
  to device: String, _ call: () throws(TransferError) -> Value
) throws(OperationError) -> Value {
  do { return try call() } catch { throw .transfer(error, device: device) }
}
