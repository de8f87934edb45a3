import Bytes
import Foundation
import Glibc
import TestSupport

/// Feeds a reader in a process of its own, so that a crash, a hang or hunger for memory is seen from outside.
///
/// The input under way stands in a file that outlives the process.
struct BlackBox {
  /// Longest time for one input; a debug build on a busy machine is slow.
  private static let deadline = 20.0
  /// What the process may take beside what it had when it began.
  private static let memory: UInt = 3 << 30
  private static let growth = 400 << 10

  let folder: String
  var inputPath: String { folder + "/input" }
  var reportPath: String { folder + "/report" }

  /// Runs until the time is over; the process ends with 0 only if nothing was found.
  func run(_ target: FuzzTarget, seed: UInt64, seconds: Double) throws {
    let window = try Window(inputPath)
    var mutator = Mutator(seed: seed, samples: target.samples)
    var numbers = SeededNumbers(seed: seed)
    limitMemory()
    for sample in target.samples { try check(sample, target, window) }
    let watch = Watch(Self.deadline) { try? "hang".write(toFile: reportPath, atomically: true, encoding: .utf8) }
    let start = Date()
    var (count, slowest) = (0, 0.0)
    let before = residentKilobytes()
    while Date().timeIntervalSince(start) < seconds {
      let input = target.structured?(&numbers) ?? mutator.next()
      let began = Date()
      watch.begin()
      try check(input, target, window)
      slowest = max(slowest, Date().timeIntervalSince(began))
      count += 1
      if residentKilobytes() - before > Self.growth { throw FuzzFailure("took \(residentKilobytes() - before) kB") }
    }
    watch.end()
    let report = "\(count) inputs, slowest \(Int(slowest * 1000)) ms, \((residentKilobytes() - before) / 1024) MB"
    try report.write(toFile: reportPath, atomically: true, encoding: .utf8)
  }

  private func check(_ input: [UInt8], _ target: FuzzTarget, _ window: Window) throws {
    window.show(input)
    do { try target.check(input) } catch let error as FuzzFailure {
      try "\(error)".write(toFile: reportPath, atomically: true, encoding: .utf8)
      throw error
    } catch {
      // The reader refused the input: that is what it is for.
    }
  }

  /// What was found, for people; nil when nothing was.
  func verdict(succeeded: Bool) -> String? {
    guard !succeeded else { return nil }
    let report = (try? String(contentsOfFile: reportPath, encoding: .utf8)) ?? "crash"
    return "\(report); input: \(Hex.compact(Window.read(inputPath)))"
  }

  private func limitMemory() {
    var limit = rlimit(rlim_cur: 0, rlim_max: 0)
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return }
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
    limit.rlim_cur = (pages.flatMap { UInt($0) } ?? 0) * 4096 + Self.memory
    setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
  }

  private func residentKilobytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss
  }
}

/// A property that does not hold.
struct FuzzFailure: Error, CustomStringConvertible {
  let description: String
  init(_ text: String) { description = text }
}

/// A file in shared memory: what is written to it is there when the process is gone.
private struct Window {
  private static let size = Mutator.longest + 8
  private let memory: UnsafeMutableRawPointer

  init(_ path: String) throws {
    let descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0, ftruncate(descriptor, Window.size) == 0,
      let memory = mmap(nil, Window.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
    else { throw FuzzFailure("no file to show inputs in") }
    self.memory = memory
  }

  func show(_ input: [UInt8]) {
    let kept = input.prefix(Mutator.longest)
    memory.storeBytes(of: kept.count, as: Int.self)
    kept.withUnsafeBytes {
      (memory + 8).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
    }
  }

  static func read(_ path: String) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path), data.count >= 8 else { return [] }
    let count = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
    return Array(data.dropFirst(8).prefix(count))
  }
}

/// Ends the process when one input takes too long.
private final class Watch: @unchecked Sendable {
  private let lock = NSLock()
  private var since: Date?

  init(_ deadline: Double, _ report: @escaping @Sendable () -> Void) {
    let thread = Thread { [self] in
      while true {
        Thread.sleep(forTimeInterval: 0.5)
        let since = lock.withLock { self.since }
        if let since, Date().timeIntervalSince(since) > deadline {
          report()
          _exit(3)
        }
      }
    }
    thread.start()
  }

  func begin() { lock.withLock { since = Date() } }
  func end() { lock.withLock { since = nil } }
}
