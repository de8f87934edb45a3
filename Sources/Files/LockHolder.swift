import Glibc

/// The process that holds a lock, as it is written into the lock file.
///
/// Shape on disk: lines `pid N`, `host NAME`, `boot ID`, `started TICKS`, `command TEXT`, and `space NAME` where known.
package struct LockHolder: Hashable, Sendable {
  package let process: Int32
  /// The machine: its name, and its machine id where it has one.
  package let host: String
  /// The kernel's id of this boot.
  package let boot: String
  /// When the process started, in clock ticks since boot: tells a process from a later one with its number.
  package let started: String
  package let command: String
  /// The kernel's name for the numbering of processes (each container has its own); empty where there is none.
  package let space: String

  package init(process: Int32, host: String, boot: String, started: String, command: String, space: String = "") {
    self.process = process
    self.host = host
    self.boot = boot
    self.started = started
    self.command = command
    self.space = space
  }

  /// The machine's name alone.
  package var machine: String { host.split(separator: " ").first.map(String.init) ?? host }

  /// The text of a lock file; line feeds in a field become blanks.
  package var encoded: [UInt8] {
    var fields = [
      ("pid", String(process)), ("host", host), ("boot", boot), ("started", started), ("command", command),
    ]
    if !space.isEmpty { fields.append(("space", space)) }
    return fields.flatMap { name, value in
      Array("\(name) \(String(value.map { $0.isNewline ? " " : $0 }))\n".utf8)
    }
  }

  /// Nil when the text is not that of a lock made by synvc.
  package init?(encoded bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    func value(_ index: Int, _ name: String) -> String? {
      guard index < lines.count, lines[index].hasPrefix(name + " ") else { return nil }
      return String(lines[index].dropFirst(name.count + 1))
    }
    guard let pid = value(0, "pid").flatMap({ Int32($0) }), let host = value(1, "host"),
      let boot = value(2, "boot"), let started = value(3, "started"), let command = value(4, "command")
    else { return nil }
    self.init(
      process: pid, host: host, boot: boot, started: started, command: command, space: value(5, "space") ?? "")
  }
}

/// What a process must know of itself and of others to take locks.
package struct LockParty: Sendable {
  package let holder: LockHolder
  package let patience: Patience
  /// When the process of this number on this machine started; nil when there is none.
  package let started: @Sendable (Int32) -> String?

  package init(
    holder: LockHolder, patience: Patience = .none, started: @escaping @Sendable (Int32) -> String?
  ) {
    self.holder = holder
    self.patience = patience
    self.started = started
  }

  /// The same with another patience: `.none` for a lock that is better left than waited for.
  package func with(_ patience: Patience) -> LockParty {
    LockParty(holder: holder, patience: patience, started: started)
  }

  /// This process, as the kernel describes it under `/proc`.
  ///
  /// - Parameter command: what the user called, for those who wait.
  package static func current(command: String, patience: Patience = .none) -> LockParty {
    let system = RealFileSystem()
    // A machine without these files has locks that are never taken over, which is safe.
    let text = { (path: String) in
      (try? system.read(path)).map { String(decoding: $0, as: UTF8.self).filter { !$0.isNewline } } ?? ""
    }
    let host = text("/proc/sys/kernel/hostname") + " " + text("/etc/machine-id")
    let started = { @Sendable (process: Int32) in startTime(of: process) }
    let holder = LockHolder(
      process: getpid(), host: host, boot: text("/proc/sys/kernel/random/boot_id"),
      started: started(getpid()) ?? "", command: command, space: processSpace())
    return LockParty(holder: holder, patience: patience, started: started)
  }

  /// Whether the holder of a lock is certainly gone: this machine, and an earlier boot or no such process.
  package func isDead(_ other: LockHolder) -> Bool {
    guard isSameMachine(other) else { return false }
    if other.boot != holder.boot { return true }
    return canSee(other) && started(other.process) != other.started
  }

  /// Whether the processes that it is one of can be looked at from here.
  func canSee(_ other: LockHolder) -> Bool {
    isSameMachine(other) && (other.boot != holder.boot || other.space == holder.space)
  }

  private func isSameMachine(_ other: LockHolder) -> Bool {
    other.host == holder.host && !other.boot.isEmpty && !holder.boot.isEmpty
  }
}

/// The 22nd field of `/proc/PID/stat`: the start in clock ticks since boot.
private func startTime(of process: Int32) -> String? {
  // Unreadable means that there is no such process: the file is readable by all.
  guard let bytes = try? RealFileSystem().read("/proc/\(process)/stat") else { return nil }
  let text = String(decoding: bytes, as: UTF8.self)
  guard let end = text.lastIndex(of: ")") else { return nil }
  let fields = text[text.index(after: end)...].split(separator: " ")
  return fields.count > 19 ? String(fields[19]) : nil
}

/// What `/proc/self/ns/pid` links to: `pid:[4026531836]`. In another container the same number is another process.
private func processSpace() -> String {
  let name = [CChar](unsafeUninitializedCapacity: 64) { buffer, count in
    guard let start = buffer.baseAddress else { return }
    count = max(0, readlink("/proc/self/ns/pid", start, buffer.count))
  }
  return String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
