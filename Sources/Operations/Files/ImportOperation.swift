import Archive
import History
import MIDI
package import Objects
package import Profiles
import Repository
package import Importers

/// A snapshot made from files.
package struct ImportRequest: Sendable {
  package var text: String
  /// The device of the rig whose slots the files change; nil: every file is kept in `files/`, apart from the rig.
  package var device: String?
  /// Whether the file is the device's whole state, or overlays it.
  package var replace = false
  /// Nil: found by the messages.
  package var profile: String?
  package var exact = false

  package init(text: String) { self.text = text }
}

/// The result of an import.
package struct ImportResult: Sendable {
  package struct Part: Sendable {
    package let file: ImportedFile
    /// The device, or `files/NAME` where the file is kept apart from the rig.
    package let folder: String
    package let profile: (any DeviceModel)?
    /// Slots that the file holds.
    let placed: Set<Slot>
    package let unknown: Int
    /// Slots sent twice with different content.
    package let sentTwice: [Slot]
    /// Messages that are wrong in themselves.
    package let problems: FirstTen<MessageFault>

    package var slots: Int { placed.count }
  }

  package var parts: [Part] = []
  /// Nil where nothing changed.
  package var commit: ObjectID?
  package var branch = ""
}

/// Stores the messages of files as a snapshot.
struct ImportOperation {
  let workspace: Workspace
  let files: [ImportedFile]
  let request: ImportRequest

  /// Stores the messages of files.
  func run() throws(OperationError) -> ImportResult {
    guard !CommitMessage(request.text).subject.isEmpty else { throw .emptyMessage }
    if let name = request.device { try workspace.checkName(name) }
    try workspace.checkWorkTree()
    let result = try workspace.rebasing { () throws(OperationError) in
      try store(as: try folders())
    }
    workspace.tellStored(result.commit, on: result.branch, result.parts.map { (name: $0.folder, changed: nil) })
    return result
  }

  /// The folder of each file.
  private func folders() throws(OperationError) -> [String] {
    if let device = request.device { return files.map { _ in device } }
    let head = try workspace.head()
    let taken = try head.map { commit throws(OperationError) in try workspace.deviceTrees(commit).keys } ?? [:].keys
    var names = ImportNames(taken: Set(taken)) { folder throws(OperationError) in
      try workspace.state(head, devices: [folder]).device(folder)?.allBytes
    }
    var folders: [String] = []
    for file in files { folders.append(try names.folder(for: file)) }
    return folders
  }

  /// A file whose messages have found their places.
  private struct Placed {
    let file: ImportedFile
    let name: String
    let profile: (any DeviceModel)?
    let placement: Placement?
    /// Nil where it is not all of the device.
    let entries: [DeviceState.Entry]?
  }

  private func store(as names: [String]) throws(OperationError) -> ImportResult {
    let head = try workspace.head()
    // Read before the rig is built, so that later settings are not dropped.
    let pending = try workspace.pending()
    var rig = try workspace.rig(after: head)
    var placed: [Placed] = []
    for (file, name) in zip(files, names) {
      placed.append(try place(file, as: name, isFirst: placed.isEmpty, in: &rig))
    }
    let result = try store(placed, in: rig, after: head)
    if result.commit != nil { try workspace.forget(pending) }
    return result
  }

  private func store(
    _ placed: [Placed], in rig: Rig, after head: ObjectID?
  ) throws(OperationError) -> ImportResult {
    var state = try workspace.state(head, devices: Set(placed.map(\.name)))
    let before = state
    state.rig = rig
    var result = ImportResult()
    for part in placed { result.parts.append(take(part, into: &state)) }
    result.branch = try workspace.branchName()
    if try differs(before, state, isExact: request.exact) {
      let draft = try workspace.draft(state, text: request.text, facts: facts(result, state))
      try workspace.store(draft, reflog: "import")
      result.commit = draft.id
    } else {
      try storing { () throws(StorageError) in try workspace.repository.syncHead() }
    }
    return result
  }

  /// Whether there is something to store.
  private func differs(_ old: RigState, _ new: RigState, isExact: Bool) throws(OperationError) -> Bool {
    let devices = zip(old.devices, new.devices)
    let isOther =
      old.rig != new.rig || old.devices.count != new.devices.count || devices.contains { $0.source != $1.source }
    if isOther || (isExact && devices.contains { $0.entries != $1.entries }) { return true }
    return try reading { () throws(ArchiveError) in try ChangeSearch(from: old, to: new, in: workspace.archive) }.run()
  }

  private func facts(
    _ result: ImportResult, _ state: RigState
  ) throws(OperationError) -> [SnapshotTrailer] {
    let files = Set(result.parts.map(\.folder).filter(FolderName.isFile)).sorted()
    var facts = try workspace.deviceFacts(state, and: files) + marks(result, state)
    for part in result.parts {
      facts.append(.imported("\(part.folder) \(Self.oneLine(part.file.name))"))
      facts += part.problems.values.map { .damaged("\(part.folder) \($0.slot ?? "message \($0.number)")") }
      if part.problems.more > 0 { facts.append(.damaged("\(part.folder) \(part.problems.more) more")) }
      if part.file.removed.total > 0 {
        facts.append(.removed("\(part.folder) \(part.file.removed.total) real-time bytes"))
      }
    }
    let touched = Set(result.parts.map(\.folder))
    return facts + state.deviceNames.filter { !touched.contains($0) }.map { .carried($0) }
  }

  /// The unconfirmed slots of the devices that files were put into: an overlay leaves them unchanged.
  private func marks(
    _ result: ImportResult, _ state: RigState
  ) throws(OperationError) -> [SnapshotTrailer] {
    guard let name = request.device, !request.replace, let profile = result.parts.first?.profile else {
      return Set(result.parts.map(\.folder)).map { .marked(device: $0) }
    }
    let replaced = result.parts.reduce(into: Set<Slot>()) { $0.formUnion($1.placed) }
    return try workspace.unconfirmed(name, profile, since: state.base, asked: replaced, now: [])
  }

  /// A file name, made safe for one line.
  private static func oneLine(_ name: String) -> String {
    String(name.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
  }

  /// - Parameter rig: gets the device.
  private func place(
    _ file: ImportedFile, as name: String, isFirst: Bool, in rig: inout Rig
  ) throws(OperationError) -> Placed {
    let known = rig.device(name)
    let profile = try self.profile(for: file, known)
    if request.device != nil { rig.put(Device(name: name, profile: profile?.id, channel: known?.channel)) }
    let placement = profile?.place(file.messages, isChecking: true)
    let isWhole = request.device == nil || (request.replace && isFirst)
    return Placed(
      file: file, name: name, profile: profile, placement: placement,
      entries: isWhole ? MessagePaths.file(file.pieces, profile: profile, placement: placement) : nil)
  }

  private func take(_ placed: Placed, into state: inout RigState) -> ImportResult.Part {
    let (file, name, profile) = (placed.file, placed.name, placed.profile)
    var facts = DeviceFacts(profile: profile?.id, name: profile?.name ?? name)
    var source = file.container
    let entries: [DeviceState.Entry]
    if let whole = placed.entries {
      entries = whole
    } else if let before = state.device(name) {
      let (pieces, slots) = overlay(file, on: before, profile)
      entries = MessagePaths.file(pieces, profile: profile, slots: slots)
      source = nil
      if before.facts.profile == facts.profile { facts = before.facts }
    } else {
      entries = MessagePaths.file(file.pieces, profile: profile, placement: placed.placement)
    }
    var device = DeviceState(
      name: name, facts: facts, profileText: profile.map { Array($0.text.utf8) }, entries: entries)
    // Messages of several slots that take turns in the file: the entries joined are then not the file.
    let isWhole =
      placed.entries == nil || entries.map(\.bytes).joined().elementsEqual(file.pieces.map(\.bytes).joined())
    device.source = source ?? (isWhole ? nil : file.pieces.flatMap(\.bytes))
    state.put(device.knowing(state.device(name)))
    return part(placed)
  }

  private func part(_ placed: Placed) -> ImportResult.Part {
    let (file, profile, placement) = (placed.file, placed.profile, placed.placement)
    let content = DeviceContent(file.messages, placement, profile: profile)
    return ImportResult.Part(
      file: file, folder: placed.name, profile: profile, placed: Set(content.values.keys),
      unknown: content.unknown.count, sentTwice: content.slotsSentTwice,
      problems: MessageFault.all(in: placement, profile))
  }

  /// The profile named, that of the device, or the one that knows the most messages.
  private func profile(
    for file: ImportedFile, _ device: Device?
  ) throws(OperationError) -> (any DeviceModel)? {
    if let id = request.profile { return id == "none" ? nil : try workspace.profile(id) }
    if request.device != nil, let id = device?.profile { return try workspace.profile(id) }
    let messages = file.messages
    for id in workspace.registry.candidates(for: messages) {
      let profile = try workspace.profile(id)
      if messages.contains(where: { profile.locate($0) != nil }) { return profile }
    }
    return nil
  }

  /// The device's messages with those of the file in the place of their slots.
  private func overlay(
    _ file: ImportedFile, on before: DeviceState, _ profile: (any DeviceModel)?
  ) -> ([MessagePaths.Piece], [Slot?]) {
    guard let profile else { return (before.pieces + file.pieces, []) }
    let placement = profile.place(file.messages)
    let replaced = Set(placement.homes.map(\.slot))
    let kept = before.messages.filter { entry in
      MessagePaths.slot(entry.path, profile).map { !replaced.contains($0) } ?? true
    }
    let pieces = completed(file.pieces, placement, before.content(profile), profile)
    let count = pieces.count { if case .message = $0 { true } else { false } }
    let slots = kept.map { MessagePaths.slot($0.path, profile) } + (0..<count).map { _ in nil }
    let strays = before.entries.filter(\.isStray).map { MessagePaths.Piece.stray($0.bytes) }
    return (kept.map { .message($0.message) } + pieces + strays, slots)
  }

  /// The pieces of a file; a slot of which only some messages are there keeps the others that the device holds.
  private func completed(
    _ pieces: [MessagePaths.Piece], _ placement: Placement, _ now: DeviceContent, _ profile: any DeviceModel
  ) -> [MessagePaths.Piece] {
    var index = -1
    return pieces.flatMap { piece -> [MessagePaths.Piece] in
      guard case .message(let message) = piece else { return [piece] }
      index += 1
      guard let place = placement.homeOf[index], !placement.homes[place].isComplete,
        var dump = now.carriers[placement.homes[place].slot]
      else { return [piece] }
      let home = placement.homes[place]
      guard home.messages.first == index else { return [] }
      dump = profile.dump(taking: message, into: dump, at: home.slot)
      let messages = pieces.compactMap { if case .message(let message) = $0 { message } else { nil } }
      for other in home.messages.dropFirst() {
        dump = profile.dump(taking: messages[other], into: dump, at: home.slot)
      }
      return dump.messages.map { .message($0) }
    }
  }
}

extension DeviceState {
  /// The content of the device in order, stray bytes included.
  var pieces: [MessagePaths.Piece] {
    entries.flatMap { entry -> [MessagePaths.Piece] in
      entry.dump.map { $0.messages.map { .message($0) } } ?? [.stray(entry.bytes)]
    }
  }
}
