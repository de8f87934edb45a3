import MIDI
package import Profiles

/// The reading of one device; it does not touch the archive, so that several can run in parallel.
package struct ReadingJob {
  package let device: String
  /// Devices of one port are read one after the other.
  package let port: String
  package var reader: SlotReader
  package let slots: [Slot]
  /// Bytes of each slot's dump as last seen.
  var sizes: [Slot: Int] = [:]
  var allowPartial = false
  /// Whether all is read a second time and compared.
  package var isTwice = false
  /// The messages to read twice, because they do not prove themselves whole.
  package var reread = RereadPolicy.none

  package init(
    device: String, port: String, reader: SlotReader, slots: [Slot], sizes: [Slot: Int] = [:],
    allowPartial: Bool = false,
    isTwice: Bool = false, reread: RereadPolicy = .none
  ) {
    self.device = device
    self.port = port
    self.reader = reader
    self.slots = slots
    self.sizes = sizes
    self.allowPartial = allowPartial
    self.isTwice = isTwice
    self.reread = reread
  }

  package enum RereadPolicy {
    case none
    /// Messages with a checksum: it does not detect missing zeros.
    case sums
    case all
  }

  /// The same job with another check for interruption.
  func asking(_ isInterrupted: @escaping () -> Bool) -> ReadingJob {
    var job = self
    job.reader.isInterrupted = isInterrupted
    return job
  }

  /// Asks for the identity, and reads; closes the port after an error.
  func run(_ progress: (TransferProgress) -> Void) -> Result<DeviceReading, TransferError> {
    do {
      return .success(try read(progress))
    } catch {
      // A failure to select the earlier program is reported with the program left selected.
      try? reader.restoreSelection()
      reader.conversation.port.close()
      return .failure(error)
    }
  }

  private func read(_ progress: (TransferProgress) -> Void) throws(TransferError) -> DeviceReading {
    let identification = reader.profile.transfer.isOneWay ? nil : try reader.identify()
    reader.selection.doubtAll()
    try reader.saveSelection(for: slots)
    var reading = try readAll(progress)
    try reader.restoreSelection()
    reading.identification = identification
    if reader.selection.slot != nil { reading.stands = reader.selected(as: device) }
    return reading
  }

  private func readAll(_ progress: (TransferProgress) -> Void) throws(TransferError) -> DeviceReading {
    var reading = try read(.reading, sizes, progress)
    if isTwice {
      let again = try read(.verifying, reading.content.mapValues(\.byteCount), progress)
      try reading.compare(with: again, slots)
      reading.isReadTwice = true
    } else if reread != .none {
      let doubtful = reading.unproved(among: slots).filter { slot in
        reread == .all || reader.profile.slotKind(slot.kind)?.hasChecksum == true
      }
      if !doubtful.isEmpty {
        let again = try read(.verifying, reading.content.mapValues(\.byteCount), progress, of: doubtful)
        try reading.compare(with: again, doubtful)
      }
    }
    return reading
  }

  private func read(
    _ phase: TransferProgress.Phase, _ sizes: [Slot: Int], _ progress: (TransferProgress) -> Void,
    of chosen: [Slot]? = nil
  ) throws(TransferError) -> DeviceReading {
    try reader.read(
      chosen ?? slots, of: device, phase: phase, allowPartial: allowPartial, expectedBytes: { sizes[$0] },
      progress: progress)
  }
}

extension DeviceReading {
  /// Slots whose messages do not prove themselves whole.
  func unproved(among slots: [Slot]) -> [Slot] {
    let content = content
    return slots.filter { slot in
      guard let profile, let dump = content[slot] else { return false }
      return !profile.provesItself(dump)
    }
  }

  /// A slot that differs between two reads was not read well.
  func compare(with other: DeviceReading, _ slots: [Slot]) throws(TransferError) {
    let (first, second) = (content, other.content)
    let unstable = slots.filter { slot in
      guard let left = first[slot], let right = second[slot] else {
        return (first[slot] == nil) != (second[slot] == nil)
      }
      return profile.map { !$0.areEqual(left, right, of: slot) } ?? (left != right)
    }
    guard unstable.isEmpty else { throw .unstable(slots: unstable.map(name)) }
  }
}
