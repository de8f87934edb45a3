import MIDI
package import Objects
package import Profiles
import Transfer
package import Archive

/// The content to restore, and how careful to be.
package struct RestoreRequest: Sendable {
  /// The snapshot whose state is wanted.
  package var target: ObjectID
  /// The slots that the user named; empty: everything.
  package var selection = SlotSelection.all
  /// Another slot to send the one selected to.
  package var destination: Slot?
  /// Where the selected slot comes from, if another device or an imported file holds it in the snapshot.
  package var origin: Origin?
  /// Everything, whether it differs or not.
  package var sendAll = false
  /// Takes the device's content from this snapshot instead of reading it.
  package var assume: ObjectID?
  package var withReferences = false
  package var isForced = false
  /// Whether it completes or takes back a send that was interrupted.
  package var isResuming = false
  /// Whether the fastest pace that verifies is looked for first, and kept for the port.
  package var isTuning = false
  /// Whether the content to be overwritten is stored first.
  package var withBackup = true

  package init(target: ObjectID) { self.target = target }

  /// A slot of one folder that is sent to a device with another name.
  package struct Origin: Hashable, Sendable {
    /// A device, or `files/NAME`; the selection refers to it.
    package let folder: String
    /// The device that it is sent to.
    package let device: String

    package init(folder: String, device: String) { (self.folder, self.device) = (folder, device) }
  }

  /// The folder of the snapshot whose slots are sent to a device.
  func source(for device: String) -> String { origin?.folder ?? device }

  /// Whether anything is sent to a device.
  func means(_ device: String) -> Bool { origin.map { $0.device == device } ?? selection.mentions(device) }

  /// The devices that alone can be meant; nil: any.
  var deviceNames: Set<String>? { origin.map { [$0.device] } ?? selection.deviceNames }
}

/// The effect of a send on one device.
package struct DevicePlan: Sendable {
  /// One slot to be sent.
  package struct Step: Sendable {
    package let slot: Slot
    package let dump: SlotDump
    /// The current content; nil where the slot is empty or was not read.
    package let current: SlotDump?
    /// The differences from the current content; empty where the same data is sent again.
    package let changes: [Change]
    /// The slots that it is sent for: itself, or those inside the message that are meant.
    package let slots: [Slot]
    /// Slots inside the message that are sent as they are now.
    package let staying: Int

    var send: SendStep { SendStep(slot: slot, dump: dump, current: current) }
  }

  /// A slot that will hold something else.
  package struct Change: Hashable, Sendable {
    package let slot: Slot
    /// The name of the sent content; nil where it has none.
    package let title: String?
    /// The name of the content that will be overwritten; nil where it has none.
    package let replaced: String?
    /// Whether the slot is known to be empty now.
    package let wasEmpty: Bool
  }

  /// A slot that refers to another one which differs and is not sent.
  package struct Need: Hashable, Sendable {
    package let slot: Slot
    package let needs: Slot
  }

  /// A slot that will be overwritten, and those that stay on the device and refer to it.
  package struct Use: Hashable, Sendable {
    package let slot: Slot
    package let users: [Slot]
  }

  package let device: Device
  package let profile: any DeviceModel
  package let port: String
  /// In sending order.
  package let steps: [Step]
  /// The slot of the target that is sent to another one; nil where each goes to its own.
  package let source: Slot?
  package let needs: [Need]
  package let uses: [Use]
  /// Slots that the device holds and the target lacks: left alone.
  package let absent: [Slot]
  /// Slots that could cut the line and were not named: left alone.
  package let connectionSlots: [Slot]
  /// Slots of the target that are marked unconfirmed: they may repeat the content of the slot before them.
  package let unconfirmed: [Slot]
  package let refusals: [Refusal]
  /// Whether the device identified itself.
  package let isIdentified: Bool
  /// Whether the device's slots were read, or taken from a snapshot.
  package let isRead: Bool

  /// The differences from the device, in sending order; a part of the sent data.
  package var changes: [Change] { steps.flatMap(\.changes) }

  package var byteCount: Int { steps.reduce(0) { $0 + $1.dump.byteCount } }

  /// Sending, and reading back at the speed of a DIN cable.
  package var expectedDuration: Duration {
    let pacing = Pacing(profile.transfer)
    let messages = steps.flatMap(\.dump.messages)
    let sending = messages.reduce(Duration.zero) { $0 + pacing.duration(ofMessage: $1.bytes.count) }
    let requests = steps.flatMap { profile.requests(for: $0.slot) }.reduce(0) { $0 + $1.bytes.count }
    return sending + pacing.gap * max(0, messages.count - 1) + Pacing.din.wireTime(byteCount + requests)
  }
}
