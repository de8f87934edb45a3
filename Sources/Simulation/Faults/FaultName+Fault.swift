package import Profiles

/// Which messages the faults of a command line are for.
package struct FaultAim: Hashable, Sendable {
  package var target: Fault.Target
  /// Nil: every time.
  package var times: Int?

  package init(_ target: Fault.Target = .every, times: Int? = nil) {
    self.target = target
    self.times = times
  }
}

/// Why words name no fault.
package struct FaultTextError: Error, Hashable, Sendable {
  package let name: FaultName
  package let text: String
  /// Whether the shape is right and the model has no such slot.
  package let isUnknownSlot: Bool

  package init(name: FaultName, text: String, isUnknownSlot: Bool) {
    (self.name, self.text, self.isUnknownSlot) = (name, text, isUnknownSlot)
  }
}

extension FaultName {
  /// The fault, from the value that was given with its name.
  ///
  /// - Throws: ``FaultTextError``.
  package func fault(
    _ text: String = "", for profile: any DeviceModel, aim: FaultAim = FaultAim()
  ) throws(FaultTextError) -> Fault {
    switch self {
    case .dropByte: .dropByte(try number(text))
    case .dropHostByte: .dropHostByte(try number(text))
    case .overflow: try overflow(text)
    case .needsGap: .needsGap(.milliseconds(try number(text)))
    case .unplug: .unplug(afterBytes: try number(text))
    case .loseAtPowerOff: .forgets
    case .absentBank: .absentBank(from: try slot(text, profile))
    case .slowProgram: .slowProgram(.milliseconds(try number(text)))
    case .otherModel: .otherModel(Self.neighbour(of: profile))
    case .otherFirmware: .otherFirmware
    case .otherProject: .otherProject
    case .playing: .playing(tempo: 120)
    case .echo: .echo
    case .byHand: .byHand
    case .writeProtect: .taking(.refuse, of: aim.target, times: aim.times)
    case .storeNothing: .taking(.ignore, of: aim.target, times: aim.times)
    case .storeIn: .taking(.store(in: try slot(text, profile)), of: aim.target, times: aim.times)
    case .normalise: .taking(try normalise(text), of: aim.target, times: aim.times)
    default: .sending(try corruption(text, profile), of: aim.target, times: aim.times)
    }
  }

  /// - Precondition: the fault corrupts the messages that the unit sends.
  private func corruption(_ text: String, _ profile: any DeviceModel) throws(FaultTextError) -> Fault.Corruption {
    switch self {
    case .dropZeros: .dropZeros
    case .duplicate: .duplicate
    case .reorder: .reorder
    case .merge: .merge
    case .split: .split(.milliseconds(5))
    case .insert: try insertion(text)
    case .stall: try stall(text)
    case .delay: .delay(try seconds(text))
    case .wrongSlot: .answer(with: try slot(text, profile))
    case .wrongChecksum: .wrongChecksum
    case .short: .short(by: try number(text))
    case .cut: .cutShort(keeping: try number(text))
    case .noEnd: .noEnd
    default: .silence
    }
  }

  // MARK: Values

  private func insertion(_ text: String) throws(FaultTextError) -> Fault.Corruption {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count <= 2, parts[0].utf8.count == 2, let byte = UInt8(parts[0], radix: 16) else { throw bad(text) }
    return .insert(byte, at: parts.count == 2 ? try number(String(parts[1]), in: text) : 8)
  }

  private func stall(_ text: String) throws(FaultTextError) -> Fault.Corruption {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { throw bad(text) }
    return .stall(at: try number(parts[0], in: text), try seconds(parts[1], in: text))
  }

  private func overflow(_ text: String) throws(FaultTextError) -> Fault {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else { throw bad(text) }
    let (room, rate) = (try number(parts[0], in: text), try number(parts[1], in: text))
    guard room > 0, rate > 0 else { throw bad(text) }
    return .overflow(room: room, rate: rate)
  }

  private func normalise(_ text: String) throws(FaultTextError) -> Fault.Deviation {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw bad(text) }
    return .normalise(FieldPath(parts[0]), to: parts[1])
  }

  private func slot(_ text: String, _ profile: any DeviceModel) throws(FaultTextError) -> Slot {
    guard let slot = profile.slot(text) else { throw FaultTextError(name: self, text: text, isUnknownSlot: true) }
    return slot
  }

  /// A whole number from 0 on.
  private func number(_ text: String, in whole: String? = nil) throws(FaultTextError) -> Int {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
      number <= 1 << 40
    else { throw bad(whole ?? text) }
    return number
  }

  /// Seconds with or without decimals, an hour at most.
  private func seconds(_ text: String, in whole: String? = nil) throws(FaultTextError) -> Duration {
    guard let number = Double(text), (0...3600).contains(number) else { throw bad(whole ?? text) }
    return .seconds(number)
  }

  private func bad(_ text: String) -> FaultTextError { FaultTextError(name: self, text: text, isUnknownSlot: false) }

  /// The header of a similar model: the last fixed byte differs.
  private static func neighbour(of profile: any DeviceModel) -> [UInt8] {
    var header = profile.headerBytes
    if let last = header.indices.last { header[last] ^= 1 }
    return header
  }
}
