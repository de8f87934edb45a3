import Operations
import Testing
import Archive

@Suite("the files of a rig")
struct RigTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  private static let later = """
    devices:
      mono:
        profile: elektron-monomachine
        channel: 3
        colour: "green: or \\"blue\\""
        rack: {row: 2, units: [3, 4]}
      spare:
        profile: none
    lights:
      - on
      - {when: night}

    """

  @Test("unknown keys from a later synvc survive in rig and device files, once and unchanged")
  func unknownKeys() throws {
    var rig = try Rig(parsing: Array(Self.later.utf8))
    rig.put(Device(name: "mono", profile: "toy", channel: 4))
    rig.put(Device(name: "two", profile: nil))
    let written = text(rig.encoded)
    #expect(
      written.split(separator: "\n").dropFirst().joined(separator: "\n") == """
        devices:
          mono:
            profile: toy
            channel: 4
            "colour": "green: or \\"blue\\""
            "rack": {"row": "2", "units": ["3", "4"]}
          spare:
            profile: none
          two:
            profile: none
        "lights": ["on", {"when": "night"}]
        """)
    let again = try Rig(parsing: rig.encoded)
    #expect(again == rig && again.encoded == rig.encoded)
    rig.devices.removeAll { $0.name == "mono" }
    #expect(!text(rig.encoded).contains("rack"))
  }

  @Test("device facts survive too; a value with control characters round-trips")
  func facts() throws {
    let source = "profile: toy\nname: \"Toy\"\nserial: \"a\\x07\\\\b\"\n"
    var facts = try DeviceFacts(parsing: Array(source.utf8), path: "one/device.yaml")
    facts.firmware = "1.2"
    let written = facts.encoded
    #expect(text(written).hasSuffix("firmware: \"1.2\"\n\"serial\": \"a\\x07\\\\b\"\n"))
    #expect(try DeviceFacts(parsing: written, path: "one/device.yaml") == facts)
  }

  @Test(
    "every character in a name round-trips",
    arguments: ["a\u{85}b", "\u{2028}", "x\u{2029} y", "\u{9F}\u{7F}", "ä\\\"\n\t"])
  func names(name: String) throws {
    let facts = DeviceFacts(profile: "toy", name: name, firmware: name)
    #expect(try DeviceFacts(parsing: facts.encoded, path: "one/device.yaml") == facts)
  }

  @Test("a file of another version is refused with its version; version 1 is read")
  func version() throws {
    #expect(laterVersion { try Rig(parsing: Array("version: 2\ndevices: {}\n".utf8)) } == "2")
    let facts = Array("version: [2]\nprofile: toy\n".utf8)
    #expect(laterVersion { try DeviceFacts(parsing: facts, path: "one/device.yaml") } == "?")
    let rig = try Rig(parsing: Array("version: 1\ndevices: {}\n".utf8))
    #expect(rig.devices.isEmpty && text(rig.encoded).hasSuffix("devices: {}\n\"version\": \"1\"\n"))
  }

  /// The version that a file was refused for.
  private func laterVersion(_ parse: () throws -> Any) -> String? {
    do {
      _ = try parse()
      return nil
    } catch ArchiveError.damagedFile(_, reason: .laterVersion(let version)) {
      return version
    } catch {
      return nil
    }
  }
}
