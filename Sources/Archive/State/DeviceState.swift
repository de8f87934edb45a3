import Bytes
package import MIDI
package import Objects
package import Profiles

/// One device or imported file of a snapshot: its messages in replay order, and the path of each.
package struct DeviceState: Sendable {
  /// The messages of a slot, a message without a slot, or stray bytes, as filed.
  package struct Entry: Hashable, Sendable {
    /// Below the device's folder: `kit/005.syx`.
    package let path: String
    package let bytes: [UInt8]
    /// The blob that these very bytes were read from, checked, or compared with.
    let stored: ObjectID?

    package init(path: String, bytes: [UInt8], stored: ObjectID? = nil) {
      self.path = path
      self.bytes = bytes
      self.stored = stored
    }

    package static func == (left: Entry, right: Entry) -> Bool {
      left.path == right.path && left.bytes.isSame(as: right.bytes)
    }

    package func hash(into hasher: inout Hasher) {
      hasher.combine(path)
      hasher.combine(bytes)
    }

    /// Nil for stray bytes, which are no messages.
    package var dump: SlotDump? { isStray ? nil : SlotDump(bytes: bytes) }
    package var isStray: Bool { path.hasPrefix("stray/") }
  }

  /// Of a device, or `files/NAME` of an imported file.
  package let name: String
  package var facts: DeviceFacts
  /// The profile's text as it was; nil for an opaque device.
  package var profileText: [UInt8]? { didSet { profileBlob = nil } }
  /// The blob that this very text was read from, checked, or compared with.
  private(set) var profileBlob: ObjectID?
  /// In replay order; a message sent twice has two entries.
  package var entries: [Entry]
  /// The imported file itself, where its entries joined do not give it back.
  package var source: [UInt8]?

  package init(
    name: String, facts: DeviceFacts, profileText: [UInt8]?, profileBlob: ObjectID? = nil, entries: [Entry]
  ) {
    self.name = name
    self.facts = facts
    self.profileText = profileText
    self.profileBlob = profileBlob
    self.entries = entries
  }

  /// The same state; files with the same bytes as in another state read from the archive count as stored.
  package func knowing(_ other: DeviceState?) -> DeviceState {
    guard let other else { return self }
    var state = self
    // Most often the same slots in the same order.
    if entries.count == other.entries.count, zip(entries, other.entries).allSatisfy({ $0.path == $1.path }) {
      state.entries = zip(entries, other.entries).map { $0 == $1 ? $1 : $0 }
    } else {
      let known = Dictionary(other.entries.map { ($0.path, $0) }) { $1 }
      state.entries = entries.map { entry in known[entry.path].flatMap { $0 == entry ? $0 : nil } ?? entry }
    }
    if let mine = profileText, let text = other.profileText, mine.isSame(as: text) {
      state.profileBlob = other.profileBlob
    }
    return state
  }

  /// The bytes that were imported or read: of a file exactly its own.
  package var allBytes: [UInt8] { source ?? entries.flatMap(\.bytes) }

  /// The dumps with the paths they are filed under, stray bytes left out.
  package var dumps: [(path: String, dump: SlotDump)] {
    entries.compactMap { entry in entry.dump.map { (entry.path, $0) } }
  }

  /// The messages in replay order, each with the path it is filed under.
  package var messages: [(path: String, message: SysExMessage)] {
    dumps.flatMap { path, dump in dump.messages.map { (path, $0) } }
  }
}

/// The state of every device of the rig at one moment, with the imported files.
package struct RigState: Sendable {
  /// The commit that it was read from; nil for one made from nothing.
  package var base: ObjectID?
  package var rig: Rig
  /// Devices in order of names, then imported files.
  package var devices: [DeviceState]
  /// Devices that are there and were not read: carried over as they are.
  package var unread: [TreeEntry] = []
  /// Entries of the folder `files` that were not read: carried over.
  package var unreadFiles: [TreeEntry] = []
  /// Top-level entries that synvc does not know: carried over.
  package var others: [TreeEntry]

  package init(rig: Rig = Rig(), devices: [DeviceState] = [], others: [TreeEntry] = []) {
    self.rig = rig
    self.devices = devices
    self.others = others
  }

  /// Names of all devices, read or not; imported files are none.
  package var deviceNames: [String] {
    (devices.map(\.name).filter { !FolderName.isFile($0) } + unread.map(\.text)).sorted()
  }

  package func device(_ name: String) -> DeviceState? { devices.first { $0.name == name } }

  package mutating func put(_ device: DeviceState) {
    devices.removeAll { $0.name == device.name }
    unread.removeAll { $0.text == device.name }
    if FolderName.isFile(device.name) { unreadFiles.removeAll { FolderName.file($0.text) == device.name } }
    devices.append(device)
    devices.sort { FolderName.precedes($0.name, $1.name) }
  }
}
