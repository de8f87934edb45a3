import MIDI
import Profiles
import Simulation
import Testing

/// A unit with something of its own in every slot, and the knobs that are turned on it.
struct FaultFixture: Sendable {
  let profile: Profile
  let text: String
  let unit: SimulatedUnit
  /// Slot, field and new value. All but the last are turned before the snapshot "second".
  let knobs: [(slot: String, field: String, value: String)]

  init(_ model: MatrixProfile) throws {
    text = model.text
    profile = try Profile(text: text)
    var unit = SimulatedUnit(profile: profile, memory: try Self.patches(profile) + Self.samples(profile))
    for (number, kind) in ["song", "setup"].enumerated() where profile.kind(kind) != nil {
      for slot in profile.slots() where slot.kind == kind {
        try unit.edit(slot, FieldPath(kind == "song" ? "tempo" : "tuning"), to: "\(100 + number + slot.index)")
      }
    }
    self.unit = unit
    knobs = [("patch/2", "level", "33"), ("patch/3", "cutoff", "44"), ("patch/5", "level", "55")]
  }

  init(_ profile: Profile, _ text: String, _ unit: SimulatedUnit, knobs: [(String, String, String)]) {
    (self.profile, self.text, self.unit, self.knobs) = (profile, text, unit, knobs)
  }

  func turn(_ unit: inout SimulatedUnit, _ knobs: some Sequence<(slot: String, field: String, value: String)>) throws {
    for knob in knobs {
      try unit.edit(try #require(profile.slot(knob.slot)), FieldPath(knob.field), to: knob.value)
    }
  }

  /// Eight patches with twelve zeros inside, as unused parameters are.
  private static func patches(_ profile: Profile) throws -> [SysExMessage] {
    try (0..<8).map { slot in
      try message(
        "patch", slot, [UInt8(10 + slot), UInt8(50 + slot)] + [UInt8](repeating: 0, count: 12) + [7], profile)
    }
  }

  /// The first sample of two; the second is empty, and silent.
  private static func samples(_ profile: Profile) throws -> [SysExMessage] {
    profile.kind("sample") == nil ? [] : [try message("sample", 0, [60, 1], profile)]
  }

  private static func message(_ kind: String, _ slot: Int, _ body: [UInt8], _ profile: Profile) throws -> SysExMessage {
    let kind = try #require(profile.kind(kind))
    return try SysExMessage(kind.seal(kind.dump.fill(["slot": [UInt8(slot)], "version": [1], "body": body])))
  }
}
