import DeviceLibrary
import Foundation
import Simulation
import TestSupport
import YAML

@testable import Profiles
import Archive

extension FuzzTarget {
  /// What makes readers of YAML fall: depth, and names that stand for more and more.
  private static let traps: [[UInt8]] = [
    Array(String(repeating: "[", count: 20_000).utf8), Array(String(repeating: "{a: ", count: 10_000).utf8),
    Array(String(repeating: "- ", count: 20_000).utf8),
    Array(
      ("a0: &a0 [x, x]\n" + (1..<40).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }.joined() + "devices: *a39\n")
        .utf8),
    Array("devices: &d {a: *d}\n".utf8), Array("? [a, b]\n: c\n? [a, b]\n: d\n".utf8),
  ]

  /// Readers of text that people and other programs write.
  static let texts: [FuzzTarget] = [
    yaml,
    FuzzTarget(
      name: "rig.yaml",
      samples: [
        Rig(devices: [
          Device(name: "mono", profile: "elektron-monomachine", channel: 3), Device(name: "two", profile: nil),
        ]).encoded
      ] + traps
    ) { input in
      let rig = try Rig(parsing: input)
      try must(try Rig(parsing: rig.encoded) == rig, "a rig is written otherwise")
    },
    FuzzTarget(name: "device.yaml", samples: [DeviceFacts(profile: "toy", name: "Toy \"One\"").encoded] + traps) {
      input in
      let facts = try DeviceFacts(parsing: input, path: "x")
      try must(try DeviceFacts(parsing: facts.encoded, path: "x").name == facts.name, "a device is written otherwise")
    },
    FuzzTarget(name: "profile", samples: [Array(ToyDevice.text.utf8)] + shipped + traps) { input in
      let profile = try Profile(text: String(decoding: input, as: UTF8.self))
      for kind in profile.kinds { _ = (kind.id, profile.slot("\(kind.id)/001")) }
    },
    FuzzTarget(name: "factory", samples: [Array(example("factory").utf8)] + traps) { input in
      let text = FactoryText(path: "x", text: String(decoding: input, as: UTF8.self))
      guard let model else { return }
      let memory = try FactoryMemory.messages(for: model, from: text)
      for message in memory { try must(model.recognise(message) != nil, "a message that the profile does not know") }
    },
    FuzzTarget(
      name: "hex", samples: ["F0 7D 01 {slot} {body*} F7", "a[1].b", "track 1 step 5 note"].map { Array($0.utf8) }
    ) { input in
      let text = String(decoding: input, as: UTF8.self)
      _ = try? BytePattern(text)
      _ = FieldPath(text)
    },
  ]

  /// The model of the documentation, for the description of its first memory.
  private static let model = try? Profile(text: example("profile"))

  private static func example(_ name: String) -> String {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/formats/example-\(name).yaml")
    return (try? String(contentsOf: path, encoding: .utf8)) ?? ""
  }

  /// The first part of what ships: whole profiles are too long to read often in a few seconds.
  private static let shipped: [[UInt8]] = ["elektron-digitone"].compactMap { id in
    (try? ShippedModels.profile(id)).map { Array($0.utf8.prefix(6000)) }
  }
}

extension FuzzTarget {
  /// The reader of YAML by itself: what it reads has bounds, and can be walked.
  static let yaml = FuzzTarget(
    name: "yaml",
    samples: [
      Array("a: &n [x, \"y\\n\\u00e9\", 'z']\nb:\n  - *n\n  - {c: |\n   text\n}\n? [k]\n: >-\n  folded\n...\n".utf8)
    ] + traps
  ) { input in
    guard let root = try YAMLDocument.read(String(decoding: input, as: UTF8.self)) else { return }
    var count = 0
    try walk(root, &count)
  }

  /// The first nodes: what aliases stand for is walked each time, and a debug build takes long for all.
  private static func walk(_ node: YAMLNode, _ count: inout Int) throws {
    count += 1
    guard count < 20_000 else { return }
    try must(node.mark.line >= 1 && node.mark.column >= 1, "a node without a place")
    try must(
      [node.scalar != nil, node.items != nil, node.pairs != nil].count { $0 } == 1, "a node of two kinds, or none")
    for item in node.items ?? [] { try walk(item, &count) }
    var keys: Set<String> = []
    for (key, value) in node.pairs ?? [] {
      try must(key.scalar.map { keys.insert($0).inserted } ?? true, "a key twice")
      try walk(key, &count)
      try walk(value, &count)
    }
  }
}
