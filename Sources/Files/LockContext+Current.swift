import Glibc

extension LockContext {
  /// This process, as the kernel describes it under `/proc` and `/sys`.
  ///
  /// - Parameter command: the user's command, shown to waiting processes.
  package static func current(command: String, timeout: LockTimeout = .none) -> LockContext {
    LockContext(
      holder: thisProcess.called(command), timeout: timeout, booted: { bootTime() }, sight: { look(at: $0) })
  }
}

/// The properties that stay the same for the life of the process.
private let thisProcess = LockOwner(
  process: getpid(), host: line("/proc/sys/kernel/hostname") + " " + line("/etc/machine-id"),
  boot: line("/proc/sys/kernel/random/boot_id"),
  started: { if case .started(let ticks) = look(at: getpid()) { ticks } else { "" } }(), command: "",
  space: processSpace(), hardware: hardware())

/// The text of a file of one line; empty without the file. On a machine without these files, locks are never taken
/// over, which is safe.
private func line(_ path: String) -> String {
  guard let bytes = try? RealFileSystem().read(path) else { return "" }
  return String(decoding: bytes.filter { $0 >= 0x20 }, as: UTF8.self)
}

/// The state of a process from `/proc/PID/stat`, whose 22nd field is the start in clock ticks since boot.
private func look(at process: Int32) -> ProcessState {
  // Of 0 and negative numbers, which are groups of processes, no lock was made.
  guard process > 0 else { return .unknown }
  do {
    let text = String(decoding: try RealFileSystem().read("/proc/\(process)/stat"), as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return .unknown }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 19 ? .started(String(fields[19])) : .unknown
  } catch {
    // Where processes of other users are hidden, the file is missing though the process exists: a signal finds it.
    guard ErrorCode.meansAbsent(error.code) || error.code == ESRCH, kill(process, 0) != 0, errno == ESRCH else {
      return .unknown
    }
    return .gone
  }
}

/// The target of `/proc/self/ns/pid`: `pid:[4026531836]`. In another container the same number is another process.
private func processSpace() -> String {
  let name = [CChar](unsafeUninitializedCapacity: 64) { buffer, count in
    guard let start = buffer.baseAddress else { return }
    count = max(0, readlink("/proc/self/ns/pid", start, buffer.count))
  }
  return String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The serial number of the board (every Raspberry Pi has one), otherwise the addresses burnt into its network
/// interfaces. Empty without either. A virtual machine has no hardware id: its addresses are copied with its image.
private func hardware() -> String {
  let serial = line("/sys/firmware/devicetree/base/serial-number").filter { !$0.isWhitespace }
  if serial.contains(where: { $0 != "0" }) { return "board-" + serial }
  if isVirtual { return "" }
  let folder = "/sys/class/net"
  // A machine without that folder has no known hardware.
  let names = (try? RealFileSystem().list(folder)) ?? []
  return names.compactMap { burntIn(Path.join(folder, $0)) }.joined(separator: " ")
}

/// Whether the first processor says that it is one of a virtual machine.
private var isVirtual: Bool {
  guard let bytes = try? RealFileSystem().open("/proc/cpuinfo").read(at: 0, count: 4096) else { return false }
  return bytes.split { $0 <= 0x20 }.contains { $0.elementsEqual("hypervisor".utf8) }
}

/// The address of an interface of its own hardware, as its maker gave it; nil for any other.
private func burntIn(_ interface: String) -> String? {
  guard (try? RealFileSystem().isFolder(Path.join(interface, "device"))) == true,  // else it is no hardware
    line(Path.join(interface, "addr_assign_type")) == "0"
  else { return nil }
  let address = line(Path.join(interface, "address"))
  guard address.contains(where: { $0 != "0" && $0 != ":" }), let first = UInt8(address.prefix(2), radix: 16),
    first & 2 == 0
  else { return nil }
  return address
}

/// `btime` of `/proc/stat`: seconds since 1970, by the clock as it is set now.
private func bootTime() -> Int? {
  // Unreadable: then it is not known.
  guard let bytes = try? RealFileSystem().read("/proc/stat") else { return nil }
  let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  return lines.first { $0.hasPrefix("btime ") }.flatMap { Int($0.dropFirst(6)) }
}
