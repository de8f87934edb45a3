package import MIDI
package import Profiles

/// How far a transfer has come.
package struct TransferProgress: Sendable {
  package enum Phase: Hashable, Sendable {
    case reading
    case verifying
    /// Messages of a dump that is sent from the front panel.
    case listening
    case sending
    case readingBack
  }

  package let phase: Phase
  package let device: String
  package let done: Int
  package let total: Int
  /// The slot at hand.
  package let slot: String
  package let elapsed: Duration
  /// Of the whole phase, as far as known; nil in the beginning.
  package let expected: Duration?
}

/// The data read from a device.
package struct DeviceReading: Sendable {
  /// Nil for a device that nothing is known of.
  package let profile: (any DeviceModel)?
  /// In dump order.
  package var dumps: [(slot: Slot, dump: SlotDump)] = []
  /// Messages of a device without a profile, in the order in which they came.
  package var unplaced: [SysExMessage] = []
  /// Whether a person sent it from the front panel.
  package var isByHand = false
  /// Asked and not received, with the reason.
  package var missing: [(slot: Slot, error: TransferError)] = []
  /// Slots that are empty and do not answer.
  package var silent: [Slot] = []
  /// Slots that answered as the one asked before them did, each time, with that one: they may be absent.
  package var unconfirmed: [(slot: Slot, equalTo: Slot)] = []
  /// The selected program after programs were selected for reading; nil where none were.
  package var stands: Selected?
  /// The identity of the device; nil where it was not queried, or cannot answer.
  package var identification: Identification?
  package var removed = RealTimeTally()
  package var realTime = RealTimeTally()
  package var unasked = 0
  package var isReadTwice = false
  package var duration: Duration = .zero
  package var bytesReceived = 0

  package init(profile: (any DeviceModel)?) { self.profile = profile }

  /// How a slot is called.
  package func name(_ slot: Slot) -> String { profile?.name(slot) ?? "\(slot.kind)/\(slot.index)" }

  /// Slots that the dumps hold.
  package var slotCount: Int {
    guard let profile, profile.slotKinds.contains(where: { $0.bank != nil }) else { return dumps.count }
    return dumps.reduce(0) { $0 + profile.members(of: $1.slot, in: $1.dump).count }
  }

  package var content: [Slot: SlotDump] { Dictionary(dumps.map { ($0.slot, $0.dump) }) { $1 } }
}

extension SlotReader {
  /// Reads slots in the order given.
  ///
  /// - Parameters:
  ///   - allowPartial: continues after a slot that does not arrive, and lists it.
  ///   - expectedBytes: size of a slot's dump as last seen, for the estimate.
  package func read(
    _ slots: [Slot], of device: String, phase: TransferProgress.Phase = .reading, allowPartial: Bool = false,
    expectedBytes: (Slot) -> Int? = { _ in nil }, progress: (TransferProgress) -> Void
  ) throws(TransferError) -> DeviceReading {
    var reading = DeviceReading(profile: profile)
    let start = conversation.port.now
    let sizes = slots.map { expectedBytes($0) ?? 0 }
    let total = sizes.allSatisfy { $0 > 0 } ? sizes.reduce(0, +) : 0
    var received = 0
    let window = RequestWindow(self, slots)
    for (index, slot) in slots.enumerated() {
      if isInterrupted() { throw .interrupted }
      let elapsed = conversation.port.now - start
      let fraction = total > 0 ? Double(received) / Double(total) : Double(index) / Double(max(1, slots.count))
      progress(
        TransferProgress(
          phase: phase, device: device, done: index, total: slots.count, slot: profile.name(slot), elapsed: elapsed,
          expected: fraction > 0.02 ? elapsed / fraction : nil))
      do {
        if let dump = try window.take(slot, isFilled: sizes[index] > 0) {
          reading.dumps.append((slot, dump))
          received += sizes[index]
          if let other = selection.unconfirmed[slot] { reading.unconfirmed.append((slot, other)) }
        } else {
          reading.silent.append(slot)
        }
      } catch {
        guard allowPartial, error.concernsOneSlot else {
          throw error.placed(after: reading.dumps.last?.slot, before: slot, profile)
        }
        reading.missing.append((slot, error))
      }
    }
    reading.note(conversation)
    reading.duration = conversation.port.now - start
    return reading
  }
}

extension DeviceReading {
  /// Adds the counts of a conversation.
  fileprivate mutating func note(_ conversation: Conversation) {
    removed = conversation.removed
    realTime = conversation.realTime
    unasked = conversation.unasked
    bytesReceived = conversation.bytesReceived
  }
}

extension TransferError {
  /// The failure of a port with the last slot that passed before it; where there is none, with the one at hand.
  func placed(after last: Slot?, before slot: Slot, _ profile: any DeviceModel) -> TransferError {
    guard case .port(let error) = self else { return self }
    return last.map { .cutOff(error, after: profile.name($0)) } ?? .cutOffBefore(error, profile.name(slot))
  }

  /// Whether other slots may still come.
  var concernsOneSlot: Bool {
    switch self {
    case .noAnswer, .badAnswer, .handshake: true
    case .port, .cutOff, .cutOffBefore, .noIdentity, .badIdentity, .onlyEcho, .otherModel, .interrupted, .nothingCame,
      .badDump, .incompleteDump, .unstable, .lineCut, .fellSilent:
      false
    }
  }
}

extension DeviceReading {
  /// The slots of ``unconfirmed`` in as few words as can be.
  package var unconfirmedRanges: [String] { profile?.ranges(of: unconfirmed.map(\.slot)) ?? [] }
}
