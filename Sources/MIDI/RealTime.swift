/// The one-byte messages that may occur anywhere in a MIDI stream, even inside another message.
///
/// - Source: MIDI 1.0 detailed specification, system real time messages.
package enum RealTimeKind: UInt8, CaseIterable, Hashable, Sendable {
  case clock = 0xF8
  case undefinedF9 = 0xF9
  case start = 0xFA
  case resume = 0xFB
  case stop = 0xFC
  case undefinedFD = 0xFD
  case activeSensing = 0xFE
  case reset = 0xFF
}

/// How many real-time bytes of each kind were seen.
package struct RealTimeTally: Hashable, Sendable {
  private var counts: [Int] = Array(repeating: 0, count: RealTimeKind.allCases.count)

  package init() {}

  package init(_ bytes: some Sequence<UInt8>) {
    for kind in bytes.lazy.compactMap(RealTimeKind.init(rawValue:)) { count(kind) }
  }

  package subscript(_ kind: RealTimeKind) -> Int { counts[Int(kind.rawValue - Status.firstRealTime)] }

  package var total: Int { counts.reduce(0, +) }

  package mutating func count(_ kind: RealTimeKind) { counts[Int(kind.rawValue - Status.firstRealTime)] += 1 }

  package static func += (left: inout RealTimeTally, right: RealTimeTally) {
    for index in left.counts.indices { left.counts[index] += right.counts[index] }
  }
}
