import TestSupport

/// One way to damage the files of an archive, by their names.
enum Damage: CustomStringConvertible {
  case flip(String, bit: Int)
  case cut(String, count: Int)
  case delete(String)
  case swap(String, String)
  /// The file as it was at an earlier time.
  case older(String)
  case zeros(String, at: Int)

  var description: String {
    switch self {
    case .flip(let name, let bit): "bit \(bit) of \(name) flipped"
    case .cut(let name, let count): "\(name) cut to \(count) bytes"
    case .delete(let name): "\(name) deleted"
    case .swap(let one, let other): "\(one) and \(other) exchanged"
    case .older(let name): "\(name) set back"
    case .zeros(let name, let offset): "zeros in \(name) at \(offset)"
    }
  }

  /// The files that it damages.
  var names: [String] {
    switch self {
    case .flip(let name, _), .cut(let name, _), .delete(let name), .older(let name), .zeros(let name, _): [name]
    case .swap(let one, let other): [one, other]
    }
  }

  /// The files with the damage done; nil where it changes nothing.
  func done(to files: [String: [UInt8]], earlier: [String: [UInt8]]) -> [String: [UInt8]]? {
    var damaged = files
    switch self {
    case .flip(let name, let bit): damaged[name]?[bit / 8] ^= 1 << (bit % 8)
    case .cut(let name, let count): damaged[name] = files[name].map { Array($0.prefix(count)) }
    case .delete(let name): damaged[name] = nil
    case .swap(let one, let other): (damaged[one], damaged[other]) = (files[other], files[one])
    case .older(let name): damaged[name] = earlier[name]
    case .zeros(let name, let offset):
      for index in offset..<min(offset + 16, files[name]?.count ?? 0) { damaged[name]?[index] = 0 }
    }
    return damaged == files ? nil : damaged
  }

  /// What is tried: `count` damages of the sample, or, where it is to be exhausted, a far larger one.
  static func some(
    _ archive: DamagedArchive, of count: Int, _ seed: UInt64, _ numbers: inout SeededNumbers
  ) -> [(Damage, DamagedArchive.Contents)] {
    let all = sample(archive.sound, flips: PreparedScenario.isExhaustive ? 32 : 2, &numbers).shuffled(using: &numbers)
    return all.prefix(PreparedScenario.isExhaustive ? all.count : count).compactMap { damage in
      damage.done(to: archive.sound, earlier: archive.earlier).map { (damage, $0) }
    }
  }

  /// A sample: every file deleted, cut, set back, with zeros in it, exchanged with its neighbour, and `flips` bits of it flipped.
  static func sample(_ files: [String: [UInt8]], flips: Int, _ numbers: inout SeededNumbers) -> [Damage] {
    let names = files.keys.sorted()
    var all: [Damage] = []
    for (index, name) in names.enumerated() {
      let count = files[name]?.count ?? 0
      all += [.delete(name), .older(name), .cut(name, count: 0), .swap(name, names[(index + 1) % names.count])]
      guard count > 0 else { continue }
      for _ in 0..<flips { all.append(.flip(name, bit: Int.random(in: 0..<count * 8, using: &numbers))) }
      for _ in 0...flips / 8 {
        all.append(.cut(name, count: Int.random(in: 0..<count, using: &numbers)))
        all.append(.zeros(name, at: Int.random(in: 0..<count, using: &numbers)))
      }
    }
    return all
  }
}
