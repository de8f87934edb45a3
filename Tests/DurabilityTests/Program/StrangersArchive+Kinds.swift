import Bytes
import Objects

extension StrangersArchive {
  /// What a stranger makes of an archive.
  enum Kind: String, CaseIterable, Sendable {
    case nestedTrees = "small trees that name each other into billions of paths"
    case nestedTreesWithOrder = "the same with an order"
    case deepFolders = "folders in folders"
    case manyDevices = "more devices than are read"
    case longOrder = "an order of a million lines"
    case repeatedMessage = "an order that repeats one long message"
    case manyParents = "a commit with parents without end"
    case manyWays = "a history of many ways side by side"
    case claimedGigabyte = "an object that claims a gigabyte"
    case claimedNegative = "an object that claims less than nothing"
    case claimedHuge = "an object that claims more than a number holds"
    case longStream = "an object whose stream does not end where it should"
    case manyLargeObjects = "large objects, packed small"
    case packedRefs = "more packed refs than are read"
    case circle = "refs that lead to each other"
    case refOutside = "a ref that leads out of the archive"
    case refPipe = "a pipe where a ref is expected"
    case configPipe = "a pipe where the configuration is expected"
    case logPipe = "a pipe where the operations log is expected"
    case longRef = "a ref of megabytes"
    case longLine = "an operations log of one long line"
    case escapes = "names and titles that steer a terminal"
  }

  /// An archive of that kind in a folder.
  static func make(_ kind: Kind, in folder: String) throws {
    let archive = try StrangersArchive(folder)
    if kind != .manyParents { try archive.plain() }
    switch kind {
    case .nestedTrees: try archive.nest(order: nil)
    case .nestedTreesWithOrder: try archive.nest(order: "unknown/a.syx\n")
    case .deepFolders, .manyDevices, .longOrder, .repeatedMessage: try archive.makeState(kind)
    case .manyParents, .manyWays: try archive.makeHistory(kind)
    case .claimedGigabyte: try archive.claim("\(1 << 30)", message)
    case .claimedNegative: try archive.claim("-5", message)
    case .claimedHuge: try archive.claim(String(repeating: "9", count: 30), message)
    case .longStream: try archive.claim("5", Array(repeating: 0, count: 1 << 26))
    case .manyLargeObjects: try archive.makeLargeObjects()
    case .escapes: try archive.makeEscapes()
    case .packedRefs, .circle, .refOutside, .refPipe, .configPipe, .logPipe, .longRef, .longLine:
      try archive.makeFiles(kind)
    }
  }

  private func nest(order: String?) throws {
    let leaf = try object(.blob, Self.message)
    var nested = try tree((0..<10).map { ("100644", "\($0).syx", leaf) })
    for _ in 0..<12 { nested = try tree((0..<10).map { [nested] in ("40000", "\($0)", nested) }) }
    let unknown = try tree([("100644", "a.syx", leaf)])
    try snapshot([("dev", try device([("40000", "unknown", unknown), ("40000", "x", nested)], order: order))])
  }

  private func makeState(_ kind: Kind) throws {
    switch kind {
    case .deepFolders:
      var deep = try tree([("100644", "a.syx", try object(.blob, Self.message))])
      for _ in 0..<300 { deep = try tree([("40000", "d", deep)]) }
      try snapshot([("dev", try device([("40000", "unknown", deep)]))])
    case .manyDevices:
      let one = try plainDevice()
      try snapshot((10_000..<10_000 + ReadingBudget.Reader.devices.limit + 1).map { ("d\($0)", one) })
    case .longOrder:
      try snapshot([("dev", try plainDevice(order: String(repeating: "unknown/a.syx\n", count: 1_000_000)))])
    default:
      let long = try object(.blob, [0xF0, 0x7D] + Array(repeating: 1, count: 1 << 20) + [0xF7])
      let order = String(repeating: "unknown/a.syx\n", count: 4000)
      try snapshot([("dev", try plainDevice(order: order, message: long))])
    }
  }

  private func makeHistory(_ kind: Kind) throws {
    let tree = try plainDevice()
    if kind == .manyParents {
      let parents = try (0..<300).map { try snapshot([("dev", tree)], [], "\($0)\n") }
      try snapshot([("dev", tree)], (0..<20).flatMap { _ in parents })
    } else {
      var last = try snapshot([("dev", tree)])
      for number in 0..<400 {
        let side = try snapshot([("dev", tree)], [], "\(number)\n", seconds: 1_600_000_000)
        last = try snapshot([("dev", tree)], [last, side], "m\(number)\n")
      }
    }
  }

  /// A second snapshot, of whose message the object is not what it claims.
  private func claim(_ size: String, _ bytes: [UInt8]) throws {
    let id = ObjectID(of: StoredObject(.blob, Array("\(size)".utf8)), in: .sha1)
    try object(id, claiming: size, bytes)
    try snapshot([("dev", try plainDevice(message: id))], [try plain()])
  }

  private func makeLargeObjects() throws {
    let large = try (0..<3).map { number -> Item in
      let bytes = [0xF0, 0x7D] + Array(repeating: 0, count: 50 << 20) + [UInt8(number), 0xF7]
      return ("100644", "\(number).syx", try object(.blob, bytes))
    }
    try snapshot([("dev", try device([("40000", "unknown", try tree(large))]))])
  }

  private func makeEscapes() throws {
    let steering = "\u{1B}]0;own\u{7}\u{9B}31m\u{202E}\r"
    let leaf = try object(.blob, Self.message)
    let unknown = try tree([("100644", "..", leaf), ("100644", "a\(steering).syx", leaf)])
    let dev = try device(
      [("120000", "link.syx", try blob("/etc/passwd")), ("40000", "unknown", unknown)],
      order: "../../etc/passwd\nunknown/a\(steering).syx\nlink.syx\n")
    let text =
      "evil \(steering)\n\n\(steering)\n\nSynvc-Device: dev none \(steering)\nSynvc-Sequence: 99999999999999999999\n"
    let id = try snapshot([("A\(steering)", dev), ("dev", dev)], [], text)
    try write("refs/heads/e\(steering)vil", Array("\(id)\n".utf8))
  }

  private func makeFiles(_ kind: Kind) throws {
    let id = try plain()
    switch kind {
    case .packedRefs:
      let lines = (0..<90_000).map { "\(id) refs/heads/b\(100_000 + $0)\n" }
      try write("packed-refs", Array(("# pack-refs with: peeled fully-peeled sorted \n" + lines.joined()).utf8))
    case .circle:
      try write("refs/heads/main", Array("ref: refs/heads/b\n".utf8))
      try write("refs/heads/b", Array("ref: refs/heads/main\n".utf8))
    case .refOutside: try write("HEAD", Array("ref: refs/heads/../../../../etc/passwd\n".utf8))
    case .refPipe: try pipe("refs/heads/pipe")
    case .configPipe: try pipe("config")
    case .logPipe:
      try write("operations/other", [])
      try pipe("operations/log")
    case .longRef: try write("refs/heads/long", Array(repeating: 0x61, count: 20 << 20))
    default: try write("operations/log", Array("synvc operations 1\n".utf8) + Array(repeating: 0x39, count: 4 << 20))
    }
  }
}
