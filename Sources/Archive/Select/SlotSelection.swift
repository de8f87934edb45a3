package import Profiles
import Bytes

/// Slots that a user named: `mono/kit/005`, `kit/005`, `kit/`, `pattern/A01-A16`, `mono`, `files/rom2a`, `files/`.
package struct SlotSelection: Sendable {
  /// One argument, settled.
  package struct Part: Hashable, Sendable {
    /// Nil: whichever device.
    package let device: String?
    /// Nil: the whole device.
    package let kind: String?
    /// Nil: the whole kind.
    package let indices: ClosedRange<Int>?
    /// As the user wrote it.
    package let text: String

    package init(device: String?, kind: String?, indices: ClosedRange<Int>?, text: String) {
      (self.device, self.kind, self.indices, self.text) = (device, kind, indices, text)
    }
  }

  package let parts: [Part]

  /// Everything.
  package static let all = SlotSelection(parts: [])

  package init(parts: [Part]) { self.parts = parts }

  package var isAll: Bool { parts.isEmpty }

  package func contains(_ device: String, _ slot: Slot) -> Bool {
    isAll
      || parts.contains { part in
        (part.device ?? device) == device && (part.kind ?? slot.kind) == slot.kind
          && (part.indices?.contains(slot.index) ?? true)
      }
  }

  /// Whether a slot is meant, by itself or with the message that holds it.
  package func contains(_ device: String, _ slot: Slot, _ profile: any DeviceModel) -> Bool {
    if contains(device, slot) { return true }
    let home = profile.home(of: slot)
    return home != slot && contains(device, home)
  }

  /// Whether the messages of a slot are meant, by themselves or for a slot that they hold.
  package func touches(_ device: String, _ home: Slot, _ profile: any DeviceModel) -> Bool {
    contains(device, home) || profile.slots(in: home).contains { contains(device, $0) }
  }

  /// The devices that alone can be meant; nil: any.
  package var deviceNames: Set<String>? {
    let names = parts.compactMap(\.device)
    return parts.isEmpty || names.count < parts.count ? nil : Set(names)
  }

  /// Whether anything of a device may be meant.
  package func mentions(_ device: String) -> Bool { isAll || parts.contains { ($0.device ?? device) == device } }

  /// Whether a kind was named, not only its device.
  package func names(kind: String, of device: String) -> Bool {
    parts.contains { ($0.device ?? device) == device && $0.kind == kind }
  }

  /// Whether whole devices were named and nothing smaller: messages without a slot are then included.
  package func isWhole(_ device: String) -> Bool {
    isAll || parts.contains { ($0.device ?? device) == device && $0.kind == nil }
  }
}

/// Finds slots by the names of their sounds.
package protocol SoundSearch {
  /// The slots with a name, as users write them: `mono/kit/005`.
  func slots(named text: String) throws(ArchiveError) -> [String]
  /// All names of sounds, for near matches.
  func all() throws(ArchiveError) -> [String]
}

/// The names that slots are selected by: the devices of a state with their profiles.
package struct SlotNames {
  package let devices: [(name: String, profile: (any DeviceModel)?)]
  /// Where a text is looked for that names no slot; nil: nowhere.
  package var sounds: (any SoundSearch)?

  package init(_ devices: [(name: String, profile: (any DeviceModel)?)]) { self.devices = devices }

  /// Settles the arguments of a command.
  ///
  /// - Throws: `.unknownSlot` with near names, `.ambiguousSlot` where several devices have one, `.ambiguousName` where
  ///   several sounds have the name.
  package func select(_ texts: [String]) throws(ArchiveError) -> SlotSelection {
    var parts: [SlotSelection.Part] = []
    for text in texts { parts += try settle(text) }
    return SlotSelection(parts: parts)
  }

  /// Whether a text names a slot, a range, a kind or a device.
  package func isKnown(_ text: String) -> Bool { isAllFiles(text) || !candidates(text).isEmpty }

  /// Whether a text means all imported files, of which there are some.
  private func isAllFiles(_ text: String) -> Bool {
    text.split(separator: "/") == [Substring(FolderName.files)] && devices.contains { FolderName.isFile($0.name) }
      && !devices.contains { $0.name == FolderName.files }
  }

  private func settle(_ text: String) throws(ArchiveError) -> [SlotSelection.Part] {
    guard isAllFiles(text) else { return [try part(text)] }
    return devices.filter { FolderName.isFile($0.name) }.map {
      SlotSelection.Part(device: $0.name, kind: nil, indices: nil, text: text)
    }
  }

  private func part(_ text: String) throws(ArchiveError) -> SlotSelection.Part {
    let candidates = candidates(text)
    guard let first = candidates.first else { return try partNamed(text) }
    guard candidates.count == 1 else {
      throw .ambiguousSlot(text, devices: candidates.compactMap(\.device))
    }
    return first
  }

  /// The slot whose sound has a name.
  private func partNamed(_ text: String) throws(ArchiveError) -> SlotSelection.Part {
    let slots = try sounds?.slots(named: text) ?? []
    guard let slot = slots.first, let part = candidates(slot).first else {
      throw .unknownSlot(text, near: EditDistance.nearest(to: text, among: try everyName + (sounds?.all() ?? [])))
    }
    guard slots.count == 1 else { throw .ambiguousName(text, slots: slots) }
    return part
  }

  private func candidates(_ text: String) -> [SlotSelection.Part] {
    var words = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard !words.isEmpty else { return [] }
    let depth = words[0] == FolderName.files && words.count > 1 ? 2 : 1
    let folder = words.prefix(depth).joined(separator: "/")
    if let device = devices.first(where: { $0.name == folder }) {
      words.removeFirst(depth)
      guard !words.isEmpty else {
        return [SlotSelection.Part(device: device.name, kind: nil, indices: nil, text: text)]
      }
      return part(of: device, words, text).map { [$0] } ?? []
    }
    // A slot without a device is one of the rig, where that has it.
    let rig = devices.filter { !FolderName.isFile($0.name) }.compactMap { part(of: $0, words, text) }
    return rig.isEmpty ? devices.compactMap { part(of: $0, words, text) } : rig
  }

  private func part(
    of device: (name: String, profile: (any DeviceModel)?), _ words: [String], _ text: String
  ) -> SlotSelection.Part? {
    if words.count == 4, let profile = device.profile { return held(of: device.name, profile, words, text) }
    guard let kind = device.profile?.slotKind(words[0].lowercased()), words.count <= 2 else { return nil }
    guard words.count == 2 else {
      return SlotSelection.Part(device: device.name, kind: kind.id, indices: nil, text: text)
    }
    let bounds = words[1].split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    let numbers = bounds.compactMap { kind.numbering.read($0) }.filter { $0 < kind.count }
    guard numbers.count == bounds.count, (1...2).contains(numbers.count), numbers[0] <= numbers[numbers.count - 1]
    else { return nil }
    return SlotSelection.Part(
      device: device.name, kind: kind.id, indices: numbers[0]...numbers[numbers.count - 1], text: text)
  }

  /// `bank/1/voice/07`, `bank/1/voice/01-08`.
  private func held(
    of device: String, _ profile: any DeviceModel, _ words: [String], _ text: String
  ) -> SlotSelection.Part? {
    let bounds = words[3].split(separator: "-", omittingEmptySubsequences: false)
    let slots = bounds.compactMap { profile.slot((words.prefix(3) + [String($0)]).joined(separator: "/")) }
    guard slots.count == bounds.count, (1...2).contains(slots.count), let first = slots.first, let last = slots.last,
      first.index <= last.index
    else { return nil }
    return SlotSelection.Part(device: device, kind: first.kind, indices: first.index...last.index, text: text)
  }

  /// Every name that could be meant, for near matches and completion.
  package var everyName: [String] {
    devices.flatMap { device -> [String] in
      guard let profile = device.profile else { return [device.name] }
      let slots = profile.slotKinds.flatMap { kind in
        (0..<kind.count).map { profile.name(Slot(kind: kind.id, index: $0)) }
      }
      let own = devices.count { FolderName.isFile($0.name) == FolderName.isFile(device.name) } == 1 ? slots : []
      return [device.name] + own + slots.map { "\(device.name)/\($0)" } + profile.slotKinds.map { "\($0.id)/" }
    }
  }
}

extension Archive {
  /// The names by which slots of a state, and of the rig, are known.
  package func slotNames(of states: [RigState]) throws(ArchiveError) -> SlotNames {
    var devices: [(name: String, profile: (any DeviceModel)?)] = []
    for device in states.flatMap(\.devices) where !devices.contains(where: { $0.name == device.name }) {
      devices.append((device.name, try profile(for: device)))
    }
    for device in try rig().devices where !devices.contains(where: { $0.name == device.name }) {
      devices.append((device.name, try device.profile.map { id throws(ArchiveError) in try profile(id) }))
    }
    return SlotNames(devices.sorted { FolderName.precedes($0.name, $1.name) })
  }
}
