/// Whose id a message begins with.
///
/// - Source: the MIDI Association's list of manufacturer ids, the part that makers of synthesizers are in.
package enum Manufacturer {
  /// The maker's name; nil for one that is not known here.
  package static func name(_ id: [UInt8]) -> String? {
    if id.count == 1 { return short[id[0]] }
    guard id.count == 3, id[0] == 0 else { return nil }
    return long[UInt16(id[1]) << 8 | UInt16(id[2])]
  }

  private static let short: [UInt8: String] = [
    0x01: "Sequential", 0x04: "Moog", 0x05: "Passport", 0x06: "Lexicon", 0x07: "Kurzweil", 0x08: "Fender",
    0x0A: "AKG", 0x0F: "Ensoniq", 0x10: "Oberheim", 0x11: "Apple", 0x13: "Digidesign", 0x15: "JL Cooper",
    0x18: "E-mu", 0x1A: "ART", 0x1C: "Eventide", 0x24: "Hohner", 0x26: "Ketron", 0x27: "Jellinghaus", 0x29: "PPG",
    0x2F: "Elka", 0x31: "Viscount", 0x33: "Clavia", 0x35: "Generalmusic", 0x36: "Cheetah", 0x38: "Simmons",
    0x3A: "Steinberg", 0x3E: "Waldorf", 0x3F: "Quasimidi", 0x40: "Kawai", 0x41: "Roland", 0x42: "Korg",
    0x43: "Yamaha", 0x44: "Casio", 0x47: "Akai", 0x48: "JVC", 0x4C: "Sony", 0x51: "Fostex", 0x52: "Zoom",
    0x7D: "no maker (educational use)",
  ]

  private static let long: [UInt16: String] = [
    0x000E: "Alesis", 0x0016: "Opcode", 0x001B: "Peavey", 0x002F: "Encore", 0x003B: "MOTU", 0x0066: "Mackie",
    0x0105: "M-Audio", 0x0106: "PreSonus", 0x010C: "Line 6", 0x0177: "Nektar", 0x024A: "Groove Synthesis",
    0x2008: "Evolution", 0x2013: "Kenton", 0x201F: "TC Electronic", 0x2029: "Novation", 0x2032: "Behringer",
    0x2033: "Access", 0x203C: "Elektron", 0x206B: "Arturia", 0x2076: "Teenage Engineering",
    0x2102: "Mutable Instruments", 0x2109: "Native Instruments", 0x2116: "Kiwitechnics", 0x211D: "Ableton",
    0x2135: "Dreadbox", 0x2145: "Electra One", 0x4005: "Pioneer",
  ]
}
