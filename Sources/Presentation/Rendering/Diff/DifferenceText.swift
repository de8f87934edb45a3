internal import Bytes
internal import Archive
package import History
internal import MIDI

/// The differences between two states, in words.
package struct DifferenceText {
  /// The level of detail.
  package enum Detail: Sendable {
    /// Every field that differs.
    case fields
    /// A line a slot.
    case slots
    /// The names of the slots alone.
    case names
  }

  let differences: [DeviceDifference]
  var detail = Detail.fields
  /// Whether many changes of one sort are listed one by one.
  var allFields = false
  /// The most fields of one slot that are listed.
  var limit: Int

  package init(
    _ differences: [DeviceDifference], detail: Detail = .fields, allFields: Bool = false, limit: Int = .max
  ) {
    self.differences = differences
    self.detail = detail
    self.allFields = allFields
    self.limit = limit
  }

  /// The lines without the count of slots.
  package var lines: [StyledText] {
    switch detail {
    case .fields: fieldLines
    case .slots: slotLines
    case .names: nameLines
    }
  }

  /// `3 of 288 slots differ`, `1 device was added, 2 messages without a slot differ`, `nothing differs in 288 slots`.
  ///
  /// - Parameter all: the slots that were looked at.
  package func total(of all: Int) -> StyledText {
    let changed = differences.reduce(0) { $0 + $1.comparison.changes.count }
    var parts: [StyledText] = []
    if changed > 0 {
      parts.append("\(changed) of \(Count.slots(all)) \(changed == 1 || all == 1 ? "differs" : "differ")")
    }
    for (presence, word) in [(DeviceDifference.Presence.added, "added"), (.removed, "removed")] {
      let folders = differences.filter { $0.presence == presence }.map(\.device)
      let files = folders.count(where: FolderName.isFile)
      let devices = folders.count - files
      if devices > 0 { parts.append("\(devices) \(devices == 1 ? "device was" : "devices were") \(word)") }
      if files > 0 { parts.append("\(files) imported \(files == 1 ? "file was" : "files were") \(word)") }
    }
    let rest = differences.filter { $0.presence == .both }
    let messages = rest.reduce(0) { $0 + $1.comparison.unknownRemoved.count + $1.comparison.unknownAdded.count }
    if messages > 0 {
      parts.append("\(Count.messages(messages)) without a slot \(messages == 1 ? "differs" : "differ")")
    }
    for difference in rest where !difference.facts.isEmpty {
      let facts = difference.facts.map(\.what)
      parts.append(
        "\(facts.joined(separator: " and ")) of \(difference.device) \(facts.count == 1 ? "differs" : "differ")")
    }
    if parts.isEmpty { return all == 0 ? "nothing differs" : "nothing differs in \(Count.slots(all))" }
    return parts.joined(separator: ", ")
  }

  private var fieldLines: [StyledText] {
    let blocks = differences.flatMap(blocks)
    let widths = blocks.flatMap { $0.rows?.rows.map { displayWidth($0.label) } ?? [] }
    let width = min(36, max(22, widths.max() ?? 0))
    return blocks.flatMap { [$0.heading] + ($0.rows?.lines(labelWidth: width) ?? []) }
  }

  private typealias Block = (heading: StyledText, rows: FieldRows?)

  private func blocks(_ difference: DeviceDifference) -> [Block] {
    guard !difference.isWhole else { return [(presence(difference), nil)] }
    let facts = difference.facts.map { fact -> Block in
      let (old, new) = (fact.old ?? "–", fact.new ?? "–")
      return ("\(difference.device, .heading) \(fact.what)   \(old, .old) → \(new, .new)", nil)
    }
    return facts + difference.comparison.changes.map { block(ChangedSlot($0, difference)) }
      + unknown(difference).map { ($0, nil) }
  }

  private func block(_ change: ChangedSlot) -> Block {
    var heading = change.heading
    let summary = change.summary
    if let summary { heading = heading + "   \(summary)" }
    if change.isSentTwice { heading = heading + "   sent twice" }
    guard case .changed(let fields) = change.change.kind else { return (heading, nil) }
    if summary != nil, !allFields {
      return (heading + ", \(Count.fields(fields.count)) differ\(fields.count == 1 ? "s" : "")", nil)
    }
    return (heading, FieldRows(fields, allFields: allFields, limit: limit))
  }

  private func presence(_ difference: DeviceDifference) -> StyledText {
    let isNew = difference.presence == .added
    let content = isNew ? difference.newContent : difference.oldContent
    let line: StyledText =
      "\(difference.device, .heading)   \(isNew ? "added" : "removed"): \(Count.slots(content.slots.count))"
    return content.unknown.isEmpty ? line : line + ", \(Count.messages(content.unknown.count)) without a slot"
  }

  private func unknown(_ difference: DeviceDifference) -> [StyledText] {
    let (gone, new) = (difference.comparison.unknownRemoved, difference.comparison.unknownAdded)
    let device: StyledText = "\(difference.device, .heading) unknown   "
    return gone.map { device + "\("- \(Self.short($0.bytes))", .old)" }
      + new.map { device + "\("+ \(Self.short($0.bytes))", .new)" }
  }

  /// `F0 00 20 3C 03 00 7B 01 … (34 bytes)`.
  static func short(_ bytes: [UInt8]) -> String {
    bytes.count <= 16 ? Hex.spaced(bytes) : "\(Hex.spaced(bytes.prefix(12))) … (\(bytes.count) bytes)"
  }
}

extension DifferenceText {
  private var slotLines: [StyledText] {
    var table = Table(gap: 3)
    for difference in differences {
      guard !difference.isWhole else {
        table.row([presence(difference)])
        continue
      }
      for fact in difference.facts { table.row("\(difference.device, .heading) \(fact.what)", "changed") }
      for change in difference.comparison.changes {
        let slot = ChangedSlot(change, difference)
        table.row(slot.heading, "\(Self.size(slot))\(slot.isSentTwice ? ", sent twice" : "")")
      }
      let unknown = difference.comparison.unknownRemoved.count + difference.comparison.unknownAdded.count
      if unknown > 0 { table.row("\(difference.device, .heading) unknown", "\(Count.messages(unknown))") }
    }
    return table.lines
  }

  private static func size(_ slot: ChangedSlot) -> String {
    guard case .changed(let fields) = slot.change.kind else { return slot.summary ?? "" }
    return Count.fields(fields.count) + (slot.summary.map { ", \($0)" } ?? "")
  }

  private var nameLines: [StyledText] {
    differences.flatMap { difference -> [StyledText] in
      guard !difference.isWhole else { return ["\(difference.device)"] }
      let slots = difference.comparison.changes.flatMap { change -> [StyledText] in
        let own: StyledText = "\(difference.device)/\(difference.name(change.slot))"
        guard case .moved(let from) = change.kind else { return [own] }
        return ["\(difference.device)/\(difference.name(from))", own]
      }
      return slots
    }
  }
}
