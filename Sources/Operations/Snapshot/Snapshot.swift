package import MIDI
package import Objects
package import Transfer
package import Archive

/// A snapshot request: the devices to read and how careful to be.
package struct SnapshotRequest: Sendable {
  /// Empty: every device of the rig.
  package var devices: [String] = []
  package var text: String
  /// Kinds read only when named.
  package var optionalKinds: Set<String> = []
  /// Nil: twice over a port that was never read twice.
  package var verify: Bool?
  package var allowPartial = false
  /// Waits for dumps from the front panel instead of asking.
  package var byHand = false
  /// A commit even where only bytes without meaning differ.
  package var exact = false
  /// Whether the snapshot runs unattended.
  package var isAutomatic = false

  package init(text: String) { self.text = text }
}

/// The callbacks that a command passes to an operation on instruments.
package struct TransferDelegate {
  /// Opens a device's port by its name.
  package let open: (Device, _ port: String) throws -> any Port
  /// Called with every device before its first message, with the keys to press before reading; its port may already be
  /// open.
  package let meets: (Device, _ port: String, _ steps: [String]) -> Void
  package let progress: (TransferProgress) -> Void
  package let isInterrupted: () -> Bool
  /// Asks whether another project, a dead battery or an identical unit is intended; nil in unattended runs.
  package let confirmSuspect: (_ device: String, _ differing: Int, _ of: Int) -> Bool?
  /// Shows a person the steps at the front panel; nil in unattended runs.
  package let guide: ((Guidance) -> Void)?
  /// Agrees that programs are selected on instruments, which loses unsaved edits there; nothing was sent yet.
  package let agreeToSelect: ([Selected]) throws -> Void
  /// Called with the program that such an instrument has selected afterwards.
  package let stands: (Selected) -> Void

  package init(
    open: @escaping (Device, String) throws -> any Port, progress: @escaping (TransferProgress) -> Void,
    isInterrupted: @escaping () -> Bool, confirmSuspect: @escaping (String, Int, Int) -> Bool? = { _, _, _ in nil },
    guide: ((Guidance) -> Void)? = nil,
    agreeToSelect: @escaping ([Selected]) throws -> Void = TransferDelegate.refuseToSelect,
    stands: @escaping (Selected) -> Void = { _ in },
    meets: @escaping (Device, String, [String]) -> Void = { _, _, _ in }
  ) {
    self.open = open
    self.meets = meets
    self.progress = progress
    self.isInterrupted = isInterrupted
    self.confirmSuspect = confirmSuspect
    self.guide = guide
    self.agreeToSelect = agreeToSelect
    self.stands = stands
  }

  /// Refuses to select programs in unattended runs.
  package static func refuseToSelect(_ devices: [Selected]) throws {
    if let first = devices.first { throw OperationError.selectsPrograms(device: first.device) }
  }
}

/// The steps by which a person makes a device send its dump.
package struct Guidance: Hashable, Sendable {
  package let device: String
  /// Nil for a device that nothing is known of.
  package let model: String?
  /// As the profile says them; empty where it says nothing.
  package let steps: [String]
  /// Whether the same dump is wanted a second time, to compare.
  package let isAgain: Bool
}

/// The result of a snapshot.
package struct SnapshotResult: Sendable {
  /// The result for one device.
  package struct Part: Sendable {
    package let device: Device
    package let profileName: String
    package let port: String?
    /// Nil where the device did not answer and was carried over.
    package var reading: DeviceReading?
    package var changedSlots = 0
    package var slotCount = 0
    package var carriedKinds: [String] = []
    /// The time at which carried-over content was read, as far as known.
    package var carriedSince: String?
    package var notIncluded: [String] = []
    /// Why the device could not be read.
    package var failure: (any Error)?
  }

  package var parts: [Part] = []
  /// Nil where nothing changed.
  package var commit: ObjectID?
  package var branch = ""
  /// Devices whose state looked like another unit's: the whole reading goes to a branch of the first of them.
  package var suspects: [String] = []
  /// Whether bytes differ that mean nothing.
  package var differsWithoutMeaning = false

  /// Whether the reading is stored apart from the branch.
  package var isSuspect: Bool { !suspects.isEmpty }

  package var isPartial: Bool {
    parts.contains { $0.failure != nil || $0.reading?.missing.isEmpty == false }
  }
}
