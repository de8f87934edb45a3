import Diffing
package import MIDI
package import Objects
package import Profiles

/// A send, planned and not yet begun: the ports are open and what is there was read.
package final class Restore {
  /// One device of it.
  struct Line {
    let plan: DevicePlan
    let job: ReadingJob
    let reading: DeviceReading
    let asked: Set<Slot>
    /// What HEAD holds of it.
    let known: DeviceContent
    /// The plan that another reading leads to.
    let replan: (DeviceReading) throws(OperationError) -> DevicePlan

    var reader: SlotReader { job.reader }
    /// A slot that answered when the plan was made, and is not sent.
    var witness: Slot? {
      let sent = Set(plan.steps.map(\.slot))
      return plan.isRead ? reading.messages.last { !sent.contains($0.slot) }?.slot : nil
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

  /// Whether what will be overwritten was read, on one device at least.
  var isRead: Bool {
    let sent = plans.filter { !$0.steps.isEmpty }
    return (sent.isEmpty ? plans : sent).contains(where: \.isRead)
  }

  package func close() {
    for line in lines { line.reader.conversation.port.close() }
  }
}

/// What became of a send.
package struct RestoreResult: Sendable {
  /// What became of one device.
  package struct Part: Sendable {
    package let plan: DevicePlan
    /// Slots that hold what was sent.
    package var verified: [Slot] = []
    /// Slots that hold something else: nil where they do not answer at all.
    package var different: [(slot: Slot, found: SysExMessage?)] = []
    /// Slots sent that were not read back any more, for those before them did not answer, though the instrument does.
    package var unasked: [Slot] = []
    /// Slots sent to a device that cannot be asked what it holds.
    package var unverified: [Slot] = []
    /// Slots that answered with what was sent, and so did the slot asked before them: they may not be there.
    package var unconfirmed: [Slot] = []
    /// The pace that was found, and that of the profile.
    package var tuned: (found: Pacing, before: Pacing)?
    /// Slots of the same kinds that changed without being sent.
    package var changedUnasked: [Slot] = []
    /// Those among them that were not read before: they differ from what HEAD says.
    package var unlikeHead: [Slot] = []
    /// What these hold now; nothing of those that are empty now.
    package var foundUnasked: [Slot: SysExMessage] = [:]
    /// Slots of the same kinds that did not answer when they were compared: whether they changed is not known.
    package var unheard: [Slot] = []

    /// Slots that do not answer any more, or not well: what they hold is not known.
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
  /// What was there before; HEAD itself where that was stored already; nil where nothing was read, or nothing sent.
  package var safety: ObjectID?
  /// Whether a snapshot was made of it.
  package var isSafetyNew = false
  /// Whether what was read before differs from what HEAD held.
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
