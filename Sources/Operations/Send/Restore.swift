package import Archive
import History
import MIDI
package import Objects
import Profiles
package import Transfer

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
    /// The content before the send.
    var before: ContentBefore {
      ContentBefore(
        read: plan.isRead ? asked : [], found: reading.content, told: known.carriers, witness: witness)
    }
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
  @dynamicMemberLookup
  package struct Part: Sendable {
    package let plan: DevicePlan
    /// What the device holds now.
    package var check = SendCheck()
    /// The pace that was found, and that of the profile.
    package var tuned: (found: Pacing, before: Pacing)?
    package var duration: Duration = .zero

    package subscript<Value>(dynamicMember path: KeyPath<SendCheck, Value>) -> Value { check[keyPath: path] }
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
