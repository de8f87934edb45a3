import Archive
import History
import MIDI
package import Profiles
import Transfer

extension Workspace {
  /// Reads again the slots that a send will overwrite, where time has passed since planning, and plans anew. Changes
  /// made on the instrument since then are saved.
  ///
  /// - Returns: the send that replaces the one given, and the slots whose content has changed. The ports are closed
  ///   after an error.
  package func refresh(
    _ restore: Restore, on delegate: TransferDelegate
  ) throws -> (restore: Restore, changed: [(plan: DevicePlan, slot: Slot)]) {
    let stale = restore.lines.indices.filter { restore.lines[$0].plan.isRead && !restore.lines[$0].plan.steps.isEmpty }
    let jobs = stale.map { restore.lines[$0].job(reading: restore.lines[$0].plan.steps.map(\.slot)) }
    let outcomes = ParallelReader(jobs: jobs, isInterrupted: delegate.isInterrupted, progress: delegate.progress).run()
    tellStanding(jobs.map { ($0.device, $0.reader) }, on: delegate)
    var lines = restore.lines
    var changed: [(plan: DevicePlan, slot: Slot)] = []
    for (index, outcome) in zip(stale, outcomes) {
      let line = lines[index]
      let reading = try talking(to: line.plan.device.name) { () throws(TransferError) in try outcome.get() }
      changed += line.plan.slots(otherIn: reading).map { (line.plan, $0) }
      lines[index] = try line.reading(anew: reading)
    }
    return (
      Restore(restore.request, target: restore.target, lines: lines, leftOut: restore.leftOut), changed
    )
  }
}

extension Restore.Line {
  /// The reading of some of its slots.
  fileprivate func job(reading slots: [Slot]) -> ReadingJob {
    ReadingJob(
      device: job.device, port: job.port, reader: job.reader, slots: slots,
      sizes: reading.content.mapValues(\.byteCount), reread: job.reread)
  }

  /// The same reading with the present content of some slots.
  fileprivate func reading(anew now: DeviceReading) throws(OperationError) -> Restore.Line {
    let again = Set(plan.steps.map(\.slot))
    var reading = reading
    reading.dumps = reading.dumps.filter { !again.contains($0.slot) } + now.dumps
    reading.silent = reading.silent.filter { !again.contains($0) } + now.silent
    reading.unconfirmed = reading.unconfirmed.filter { !again.contains($0.slot) } + now.unconfirmed
    (reading.identification, reading.realTime) = (now.identification ?? reading.identification, now.realTime)
    return Restore.Line(
      plan: try replan(reading), job: job, reading: reading, asked: asked, known: known, replan: replan)
  }
}

extension DevicePlan {
  /// Slots to be sent that hold something else than when the plan was made.
  fileprivate func slots(otherIn reading: DeviceReading) -> [Slot] {
    let now = reading.content
    return steps.filter { step in
      switch (step.current, now[step.slot]) {
      case (nil, nil): false
      case (let one?, let other?): !profile.areEqual(one, other, of: step.slot)
      default: true
      }
    }.map(\.slot)
  }
}
