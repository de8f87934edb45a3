import Compression
import Files
import Objects
import Repository

extension Fsck {
  /// Reads every pack from end to end, then holds its index against it.
  mutating func scanPacks() {
    let names = inventory.keys.filter { $0.hasPrefix("objects/pack/") && !Fsck.isTemporary(Path.name($0)) }
    for name in names.filter({ $0.hasSuffix(".pack") }).sorted() { scan(pack: name) }
    for name in names.filter({ $0.hasSuffix(".idx") }).sorted()
    where inventory[name.dropLast(3) + "pack"] == nil {
      report(Finding(.indexWithoutPack, file: name))
      alone[name] = Set((content(name).map { IndexScan($0, format: place.format).entries } ?? []).map(\.id))
    }
  }

  private mutating func scan(pack name: String) {
    let indexName = String(name.dropLast(4)) + "idx"
    let hasIndex = inventory[indexName] != nil
    let index = hasIndex ? content(indexName).map { IndexScan($0, format: place.format) } : nil
    if let index { check(index, indexName) }
    guard let bytes = content(name) else {
      for entry in index?.entries ?? [] { table.note(damaged: entry.id, in: name) }
      return
    }
    if bytes.isEmpty { report(Finding(.fileEmpty, file: name)) }
    let named = Fsck.byOffset(index)
    // A pack that cannot be opened counts as held in full.
    let pack = hasIndex ? try? Pack(path(name), format: place.format, in: files) : nil
    let scan = read(name, bytes, named: named.mapValues(\.id), pack)
    packs.append(scan)
    report(scan, named: named)
    if !hasIndex {
      report(Finding(.packWithoutIndex, file: name))
      alone[name] = Set(scan.entries.compactMap(\.id))
    }
    take(scan, index, indexName, pack)
    if let trailer = scan.trailer, scan.problems.isEmpty, !name.hasSuffix("pack-\(trailer).pack") {
      // Git named packs otherwise long ago; the index still says which pack it is of.
      if index?.pack != trailer { report(Finding(.fileMisplaced, file: name) { $0.found = trailer.hex }) }
    }
  }

  private mutating func read(_ name: String, _ bytes: [UInt8], named: [Int: ObjectID], _ pack: Pack?) -> PackScan {
    var holding = PackScan.Holding(room: table.room, named: named, read: pack.map { pack in { Fsck.read($0, pack) } })
    let scan = PackScan(name, bytes, format: place.format, known: named.keys.sorted(), holding: &holding) {
      table.object($0)
    }
    table.room = max(0, holding.room)
    return scan
  }

  /// The object under an id in a pack; nil where the object is damaged, which its entry shows.
  private static func read(_ id: ObjectID, _ pack: Pack) -> StoredObject? {
    var inflater = Inflater()
    return try? pack.read(id, with: &inflater)
  }

  private mutating func check(_ index: IndexScan, _ name: String) {
    if let offset = index.brokenAt {
      report(Finding(.indexDamaged, file: name) { $0.offset = offset })
    } else if !index.isWhole {
      report(Finding(.indexDamaged, file: name) { $0.found = "checksum" })
    }
  }

  private static func byOffset(_ index: IndexScan?) -> [Int: IndexScan.Entry] {
    Dictionary((index?.entries ?? []).map { ($0.offset, $0) }) { first, _ in first }
  }

  /// Reports every problem of a pack as a finding, with the object that the index has at that offset.
  private mutating func report(_ scan: PackScan, named: [Int: IndexScan.Entry]) {
    for problem in scan.problems {
      switch problem {
      case .header: report(Finding(.packDamaged, file: scan.name) { $0.offset = 0 })
      case .ends(let offset), .trailing(let offset):
        report(Finding(.packDamaged, file: scan.name) { $0.offset = offset })
      case .checksum: report(Finding(.packDamaged, file: scan.name) { $0.found = "checksum" })
      case .entry(let damage, let offset):
        report(
          Finding(.objectDamaged, file: scan.name, object: named[offset]?.id) {
            $0.offset = offset
            $0.damage = damage
          })
      }
    }
  }

  /// Records the objects of a pack, as far as index and pack agree; without an index no program reads them.
  private mutating func take(_ scan: PackScan, _ index: IndexScan?, _ indexName: String, _ pack: Pack?) {
    table.copies += scan.entries.count
    let places = Dictionary(scan.entries.map { ($0.offset, $0) }) { first, _ in first }
    guard let index, index.brokenAt != 0, index.brokenAt != 8 else { return }
    var indexed: Set<Int> = []
    for entry in index.entries {
      indexed.insert(entry.offset)
      guard let there = places[entry.offset] else {
        table.note(damaged: entry.id, in: scan.name)
        if !scan.problems.contains(where: { $0.isEntry(at: entry.offset) }) {
          report(wrong(entry, indexName) { $0.offset = entry.offset })
        }
        continue
      }
      let isHeld = scan.unheld[entry.offset] == nil
      guard let id = there.id,
        let object = isHeld ? scan.objects[entry.offset] : pack.flatMap({ Fsck.read(id, $0) })
      else {
        table.note(damaged: entry.id, in: scan.name)
        continue
      }
      guard id == entry.id else {
        table.note(damaged: entry.id, in: scan.name)
        report(
          Finding(.objectDamaged, file: scan.name, object: entry.id) {
            $0.offset = entry.offset
            $0.damage = .hash(found: id)
          })
        continue
      }
      if there.checksum != entry.checksum { report(wrong(entry, indexName) { $0.found = "checksum" }) }
      take(object, as: id, from: scan.name, isHeld: isHeld)
    }
    for entry in scan.entries where !indexed.contains(entry.offset) {
      report(
        Finding(.indexWrong, file: indexName, object: entry.id) {
          $0.offset = entry.offset
          $0.found = "left out"
        })
    }
    if index.pack != scan.trailer { report(Finding(.indexWrong, file: indexName) { $0.found = "pack" }) }
  }

  private func wrong(
    _ entry: IndexScan.Entry, _ name: String, _ change: (inout Finding.Evidence) -> Void
  ) -> Finding {
    Finding(.indexWrong, file: name, object: entry.id, change)
  }
}

extension PackScan.Problem {
  fileprivate func isEntry(at offset: Int) -> Bool {
    if case .entry(_, offset) = self { true } else { false }
  }
}
