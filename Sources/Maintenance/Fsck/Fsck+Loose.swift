import Compression
import Files
import Objects
import Repository

extension Fsck {
  /// Reads every file below `objects/??/`: inflates, hashes and parses it.
  mutating func scanLoose() {
    var inflater = Inflater(isStrict: true)
    let names = inventory.keys.filter { Fsck.isLoose($0) }.sorted()
    for (index, name) in names.enumerated() {
      if index % 64 == 0 { progress(index, names.count) }
      scanLoose(name, with: &inflater)
    }
  }

  private mutating func scanLoose(_ name: String, with inflater: inout Inflater) {
    let hex = name.dropFirst("objects/".count).filter { $0 != "/" }
    guard let id = ObjectID(place.format, hex: hex), id.hex == hex else {
      if !Fsck.isTemporary(Path.name(name)) { report(Finding(.fileMisplaced, file: name)) }
      return
    }
    table.copies += 1
    guard let packed = content(name) else {
      table.note(damaged: id, in: name)
      return
    }
    do throws(ObjectDamage) {
      if packed.isEmpty { throw ObjectDamage.inflate(.truncated) }
      let object = try LooseStore.decode(packed, with: &inflater)
      let found = ObjectID(of: object, in: place.format)
      guard found == id else { throw ObjectDamage.hash(found: found) }
      take(object, as: id, from: name)
    } catch {
      table.note(damaged: id, in: name)
      report(Finding(packed.isEmpty ? .fileEmpty : .objectDamaged, file: name, object: id) { $0.damage = error })
    }
  }

  static func isLoose(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    return parts.count == 3 && parts[0] == "objects" && parts[1].utf8.count == 2
  }

  static func isTemporary(_ name: String) -> Bool { name.hasPrefix("tmp_") || name.hasPrefix(".tmp_") }
}
