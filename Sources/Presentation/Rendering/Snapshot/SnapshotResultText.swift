internal import MIDI
internal import Objects
package import Operations
import Transfer
import Archive

/// The result of a snapshot, in words.
package struct SnapshotResultText {
  private let result: SnapshotResult
  private let subject: String
  private let short: String?
  /// Devices of the snapshot before.
  private let known: Set<String>

  package init(_ result: SnapshotResult, subject: String, short: String?, known: Set<String>) {
    self.known = known
    self.result = result
    self.subject = subject.split(separator: "\n").first.map(String.init) ?? ""
    self.short = short
  }

  package var lines: [StyledText] {
    result.parts.flatMap { part in
      let several: StyledText = result.parts.count > 1 ? "\(part.device.name, .heading)  " : "  "
      return sentences(part).map { several + $0 }
    } + [last]
  }

  private var last: StyledText {
    if let short {
      let line: StyledText = "[\(result.branch) \(short, .id)] \(subject)"
      return result.isSuspect ? line + " (suspect: it looks like another state or another unit)" : line
    }
    if result.isSuspect {
      return "already stored on \(result.branch): the state looks like another state or another unit"
    }
    return result.differsWithoutMeaning
      ? "unchanged (bytes without meaning differ: '--exact' stores them)" : "unchanged"
  }

  private func sentences(_ part: SnapshotResult.Part) -> [StyledText] {
    guard let reading = part.reading else {
      return ["not read, carried over\(part.carriedSince.map { " from \($0)" } ?? "")"]
    }
    var words: [StyledText] = []
    if reading.profile == nil {
      words.append("\(reading.unplaced.count) \(reading.unplaced.count == 1 ? "message" : "messages") received")
    } else if !known.contains(part.device.name) {
      words.append("\(Count.slots(part.slotCount)) read for the first time")
    } else {
      words.append(
        "\(Count.slots(part.changedSlots)) changed, \(max(0, part.slotCount - part.changedSlots)) unchanged")
    }
    if !reading.silent.isEmpty { words.append("\(Count.slots(reading.silent.count)) empty") }
    words += Self.removed(reading.removed)
    if reading.realTime[.clock] > 0 { words.append("a MIDI clock is running") }
    if reading.isByHand, reading.unasked > 0 {
      words.append("\(reading.unasked) other \(reading.unasked == 1 ? "message" : "messages") left out")
    }
    if reading.isReadTwice { words.append("read twice") }
    if !part.carriedKinds.isEmpty { words.append("carried over: \(part.carriedKinds.joined(separator: ", "))") }
    if !part.notIncluded.isEmpty { words.append("not included: \(part.notIncluded.joined(separator: ", "))") }
    return [words.joined(separator: "; ")] + Self.missing(reading) + Self.unconfirmed(reading)
  }

  /// `17 slots unconfirmed: patch/A12-A28, equal to the one before`.
  private static func unconfirmed(_ reading: DeviceReading) -> [StyledText] {
    guard !reading.unconfirmed.isEmpty else { return [] }
    let ranges = StyledText.list(of: reading.unconfirmedRanges.map { "\($0)" }, most: 8)
    return ["\(Count.slots(reading.unconfirmed.count)) \("unconfirmed", .warning): \(ranges), equal to the one before"]
  }

  /// `12 clock bytes removed`.
  private static func removed(_ tally: RealTimeTally) -> [StyledText] {
    RealTimeKind.allCases.filter { tally[$0] > 0 }.map { kind in
      "\(tally[kind]) \(name(kind)) \(tally[kind] == 1 ? "byte" : "bytes") removed"
    }
  }

  private static func name(_ kind: RealTimeKind) -> String {
    switch kind {
    case .clock: "clock"
    case .start: "start"
    case .resume: "continue"
    case .stop: "stop"
    case .activeSensing: "active sensing"
    case .reset: "reset"
    case .undefinedF9, .undefinedFD: "undefined real-time"
    }
  }

  private static func missing(_ reading: DeviceReading) -> [StyledText] {
    guard !reading.missing.isEmpty else { return [] }
    let names = reading.missing.map { reading.name($0.slot) }
    return ["\("not received", .warning), carried over: \(names.joined(separator: ", "))"]
  }

  /// `docs/formats/json.md`, "snapshot".
  package var json: JSON {
    [
      "commit": JSON(result.commit?.hex), "branch": .string(result.branch), "unchanged": .bool(result.commit == nil),
      "suspect": .bool(result.isSuspect), "differsWithoutMeaning": .bool(result.differsWithoutMeaning),
      "devices": .array(result.parts.map(Self.json)),
    ]
  }

  private static func json(_ part: SnapshotResult.Part) -> JSON {
    let reading = part.reading
    return [
      "device": .string(part.device.name), "model": .string(part.profileName), "port": JSON(part.port),
      "read": .bool(reading != nil), "slots": JSON(part.slotCount), "changed": JSON(part.changedSlots),
      "readTwice": .bool(reading?.isReadTwice ?? false),
      "byHand": .bool(reading?.isByHand ?? false), "realTimeBytesRemoved": JSON(reading?.removed.total ?? 0),
      "carried": JSON(part.carriedKinds), "carriedSince": JSON(part.carriedSince),
      "notIncluded": JSON(part.notIncluded),
      "missing": JSON(reading.map { reading in reading.missing.map { reading.name($0.slot) } } ?? []),
      "unconfirmed": JSON(reading.map { reading in reading.unconfirmed.map { reading.name($0.slot) } } ?? []),
      "standsOn": JSON(reading?.stands?.slot),
      "error": part.failure.map { ErrorPrinter.report(for: $0).json["error"] ?? .null } ?? .null,
      "seconds": .double(reading?.duration.inSeconds ?? 0), "bytesReceived": JSON(reading?.bytesReceived ?? 0),
    ]
  }
}
