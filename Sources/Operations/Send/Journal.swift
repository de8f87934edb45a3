import Bytes
import Compression
import Files
package import Objects
import Profiles
import Repository
import Archive

/// A send under way, kept in the archive's `journal/` until it was read back.
package struct Journal: Hashable, Sendable {
  package let device: String
  package let target: ObjectID
  /// The snapshot of the content before the send, as far as known without reading; nil where that was not stored.
  package let safety: ObjectID?
  /// Slots to be sent, as named by the profile.
  package let slots: [String]
  /// The slot of the target that is sent, where it goes to another one.
  package let source: String?
  /// The folder that holds it in the target, if that is not the device's: `files/rom2a`.
  package let folder: String?
  /// Slots whose messages were written to the port.
  package var sent: [String] = []

  private static let title = "synvc journal 1"

  var encoded: [UInt8] {
    var lines = [Self.title, "device \(device)", "target \(target)", "safety \(safety.map(\.hex) ?? "none")"]
    if let source { lines.append("source \(source)") }
    if let folder { lines.append("folder \(folder)") }
    lines += slots.map { "slot \($0)" } + sent.map { "sent \($0)" }
    let text = Array(lines.map { $0 + "\n" }.joined().utf8)
    return text + Array("checksum \(Self.checksum(text[...]))\n".utf8)
  }

  /// The CRC-32 of everything before its line, as eight digits.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> String {
    let value = checksum32(bytes)
    return Hex.compact((0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) })
  }

  init(
    device: String, target: ObjectID, safety: ObjectID?, slots: [String], source: String? = nil, folder: String? = nil
  ) {
    self.device = device
    self.target = target
    self.safety = safety
    self.slots = slots
    self.source = source
    self.folder = folder
  }

  /// Nil where the file is not a complete journal.
  init?(parsing bytes: [UInt8], format: ObjectFormat) {
    let last = "checksum 00000000\n".utf8.count
    guard bytes.count > last, bytes.suffix(last).elementsEqual("checksum \(Self.checksum(bytes.dropLast(last)))\n".utf8)
    else { return nil }
    let lines = String(decoding: bytes.dropLast(last), as: UTF8.self).split(separator: "\n")
    guard lines.first.map(String.init) == Self.title else { return nil }
    var values: [String: [String]] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: " ", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      values[String(parts[0]), default: []].append(String(parts[1]))
    }
    guard let device = values["device"]?.first, let target = values["target"]?.first,
      let safety = values["safety"]?.first, let wanted = ObjectID(format, hex: target)
    else { return nil }
    let before = ObjectID(format, hex: safety)
    guard before != nil || safety == "none" else { return nil }
    self.init(
      device: device, target: wanted, safety: before, slots: values["slot"] ?? [], source: values["source"]?.first,
      folder: values["folder"]?.first)
    sent = values["sent"] ?? []
  }
}

extension Workspace {
  private func journalPath(_ device: String) -> String {
    Path.join(Path.join(repository.common, "journal"), device)
  }

  /// Sends that were begun and not finished, by device.
  ///
  /// - Throws: `.damagedFile` for an unreadable journal, whose send is then unknown.
  package func journals() throws(OperationError) -> [Journal] {
    let folder = Path.join(repository.common, "journal")
    var journals: [Journal] = []
    let names = try filing { () throws(FileError) in try repository.context.files.listIfPresent(folder) }
    for name in names.sorted() where Device.isName(name) {
      let path = Path.join(folder, name)
      // A send that ended since takes its journal along.
      guard let bytes = try filing({ () throws(FileError) in try repository.context.files.readIfPresent(path) }) else {
        continue
      }
      guard let journal = Journal(parsing: bytes, format: repository.format) else {
        throw .damagedFile(path: "journal/\(name)", reason: .notAJournal)
      }
      journals.append(journal)
    }
    return journals
  }

  /// Keeps other processes from sending to a device, until ``LockFile/release(in:)``.
  ///
  /// - Throws: `.storage(.locked)` while another process sends to it.
  func lockSends(to device: String) throws(OperationError) -> LockFile {
    try storing { () throws(StorageError) in try repository.lockNow("journal/\(device).lock") }
  }

  /// Refuses to go on where a send to one of the devices was cut off.
  ///
  /// - Throws: `.refused(.sendUnderWay)`; `.storage(.locked)` where a process is sending now.
  func refuseOpenSends(to wanted: (String) -> Bool) throws(OperationError) {
    for device in try journals().map(\.device) where wanted(device) {
      try lockSends(to: device).release(in: repository.context.files)
      // It may have come to its end since.
      guard try journals().contains(where: { $0.device == device }) else { continue }
      throw .refused(.sendUnderWay(device: device))
    }
  }

  /// Runs a call to the file system, its error made one of this layer.
  private func filing<Value>(_ call: () throws(FileError) -> Value) throws(OperationError) -> Value {
    do throws(FileError) { return try call() } catch { throw .storage(.file(error)) }
  }

  func write(_ journal: Journal) throws(OperationError) {
    try storing { () throws(StorageError) in
      do throws(FileError) {
        let path = journalPath(journal.device)
        try repository.context.files.makeFolderDurably(Path.parent(path), report: { _ in })
        try repository.context.files.writeDurably(
          [DurableFile(path, journal.encoded, permissions: 0o644)], report: { _ in })
      } catch {
        throw .file(error)
      }
    }
  }

  package func endJournal(of device: String) throws(OperationError) {
    try storing { () throws(StorageError) in
      do throws(FileError) {
        let path = journalPath(device)
        guard try repository.context.files.isFile(path) else { return }
        try repository.context.files.remove(path)
        try repository.context.files.syncNames(in: Path.parent(path), report: { _ in })
      } catch {
        throw .file(error)
      }
    }
  }
}
