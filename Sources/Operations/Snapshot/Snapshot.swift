package import MIDI
package import Objects

/// A snapshot of the rig: what to read and how careful to be.
package struct SnapshotRequest: Sendable {
  /// Empty: every device of the rig.
  package var devices: [String] = []
  package var text: String
  /// Kinds read only when named.
  package var optionalKinds: Set<String> = []
  /// Nil: twice over a port that was never read twice.
  package var verify: Bool?
  package var allowPartial = false
  /// A commit even where only bytes without meaning differ.
  package var exact = false

  package init(text: String) { self.text = text }
}

/// What a command gives an operation that talks to instruments.
package struct Surface {
  /// Opens a device's port by its name.
  package let open: (Device, _ port: String) throws -> any Port
  package let progress: (TransferProgress) -> Void
  package let isInterrupted: () -> Bool
  /// Whether another project, a dead battery or the twin unit is what the user means; nil where nobody can be asked.
  package let confirmSuspect: (_ device: String, _ differing: Int, _ of: Int) -> Bool?

  package init(
    open: @escaping (Device, String) throws -> any Port, progress: @escaping (TransferProgress) -> Void,
    isInterrupted: @escaping () -> Bool, confirmSuspect: @escaping (String, Int, Int) -> Bool? = { _, _, _ in nil }
  ) {
    self.open = open
    self.progress = progress
    self.isInterrupted = isInterrupted
    self.confirmSuspect = confirmSuspect
  }
}

/// What became of a snapshot.
package struct SnapshotResult: Sendable {
  /// What became of one device.
  package struct Part: Sendable {
    package let device: Device
    package let profileName: String
    package let port: String?
    /// Nil where the device did not answer and was carried over.
    package var reading: DeviceReading?
    package var changedSlots = 0
    package var slotCount = 0
    package var carriedKinds: [String] = []
    package var notIncluded: [String] = []
    /// Why the device could not be read.
    package var failure: (any Error)?
  }

  package var parts: [Part] = []
  /// Nil where nothing changed.
  package var commit: ObjectID?
  package var branch = ""
  /// Whether the state looked like another unit's and was put aside.
  package var isSuspect = false
  /// Whether bytes differ that mean nothing.
  package var differsWithoutMeaning = false

  package var isPartial: Bool {
    parts.contains { $0.failure != nil || $0.reading?.missing.isEmpty == false }
  }
}
