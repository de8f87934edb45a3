import Diffing
import MIDI
package import Objects
package import Profiles

/// A planned send that has not begun: the ports are open and the current content is known.
package final class Restore {
  /// One device of the send.
  struct Line {
    let plan: DevicePlan
    let job: ReadingJob
    let reading: DeviceReading
    let asked: Set<Slot>
    /// The device's content in HEAD.
    let known: DeviceContent
    /// Makes the plan from another reading.
    let replan: (DeviceReading) throws(OperationError) -> DevicePlan

    var reader: SlotReader { job.reader }
    /// A slot that answered when the plan was made, and is not sent.
    var witness: Slot? {
      let sent = Set(plan.steps.map(\.slot))
      return plan.isRead ? reading.dumps.last { !sent.contains($0.slot) }?.slot : nil
    }
  }

  package let request: RestoreRequest
  package let target: SnapshotCommit
  let lines: [Line]
  /// Devices that were meant and have no part in it, by name.
  package let leftOut: [SkippedDevice]

  init(_ request: RestoreRequest, target: SnapshotCommit, lines: [Line], leftOut: [SkippedDevice]) {
    self.request = request
    self.target = target
    self.lines = lines
    self.leftOut = leftOut
  }

  package var plans: [DevicePlan] { lines.map(\.plan) }

  /// Whether the content to be overwritten was read, on one device at least.
  var isRead: Bool {
    let sent = plans.filter { !$0.steps.isEmpty }
    return (sent.isEmpty ? plans : sent).contains(where: \.isRead)
  }

  package func close() {
    for line in lines { line.reader.conversation.port.close() }
  }
}

/// The result of a send.
package struct RestoreResult: Sendable {
  /// The result for one device.
  package struct Part: Sendable {
    package let plan: DevicePlan
    /// Slots that hold the sent data.
    package var verified: [Slot] = []
    /// Slots that hold something else: nil where they do not answer at all.
    package var different: [(slot: Slot, found: SlotDump?)] = []
    /// Slots sent that were not read back any more, for those before them did not answer, though the instrument does.
    package var unasked: [Slot] = []
    /// Slots sent to a device that does not answer requests for its content.
    package var unverified: [Slot] = []
    /// Slots that answered with the sent data, as did the slot asked before each: they may not exist.
    package var unconfirmed: [Slot] = []
    /// The pace that was found, and that of the profile.
    package var tuned: (found: Pacing, before: Pacing)?
    /// Slots of the same kinds that changed without being sent.
    package var changedUnasked: [Slot] = []
    /// Those among them that were not read before: they differ from HEAD.
    package var unlikeHead: [Slot] = []
    /// The present content of these slots; empty slots are left out.
    package var foundUnasked: [Slot: SlotDump] = [:]
    /// Slots of the same kinds that did not answer when they were compared: whether they changed is not known.
    package var unheard: [Slot] = []

    /// Slots that no longer answer, or answer badly: their content is unknown.
    package var unanswered: [Slot] {
      different.compactMap { $0.found == nil ? $0.slot : nil } + unasked + unheard
    }
    /// Slots sent that the instrument has loaded.
    package var loaded: [Slot] = []
    package var duration: Duration = .zero
  }

  package var parts: [Part] = []
  /// Devices that were meant and had no part in it.
  package var leftOut: [SkippedDevice] = []
  /// The snapshot of the content before the send; HEAD itself where that holds it; nil where nothing was read or sent.
  package var safety: ObjectID?
  /// Whether the send created that snapshot.
  package var isSafetyNew = false
  /// Whether the content read before the send differs from HEAD.
  package var differsFromHead = false
  /// The restore as a snapshot; nil where nothing was sent.
  package var commit: ObjectID?
  package var branch = ""

  /// Whether nothing that was read back differs, and nothing changed that was read before and not sent.
  package var isVerified: Bool {
    parts.allSatisfy { $0.different.isEmpty && Set($0.changedUnasked).isSubset(of: $0.unlikeHead) }
  }
  /// Whether a device was left out that the snapshot wants something of.
  package var isPartial: Bool { leftOut.contains(where: \.isMissed) }
  /// Whether something was sent that could not be read back, or not for certain.
  package var isUnproved: Bool { parts.contains { !($0.unverified + $0.unconfirmed).isEmpty } }
  /// Whether something must still be saved by hand on the instrument.
  package var mustBeKept: Bool {
    parts.contains { !($0.verified + $0.unverified + $0.unconfirmed).isEmpty && $0.plan.profile.persistence != .stored }
  }
}
