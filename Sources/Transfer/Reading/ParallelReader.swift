import Glibc
import Synchronization
import Concurrency

/// Reads devices in parallel, a thread for every port.
///
/// The threads touch ports alone; archive and display stay with the caller, which shows the progress of all threads
/// together.
package struct ParallelReader {
  let jobs: [ReadingJob]
  let isInterrupted: () -> Bool
  let progress: (TransferProgress) -> Void

  package init(jobs: [ReadingJob], isInterrupted: @escaping () -> Bool, progress: @escaping (TransferProgress) -> Void)
  {
    self.jobs = jobs
    self.isInterrupted = isInterrupted
    self.progress = progress
  }

  /// The outcomes in the order of the jobs; one that fails leaves the others alone.
  package func run() -> [Result<DeviceReading, TransferError>] {
    let ports = Dictionary(grouping: jobs.indices) { jobs[$0].port }
    guard ports.count > 1 else { return jobs.map { $0.run(progress) } }
    let board = SharedProgress(count: jobs.count)
    let threads = ports.values.compactMap { indices in start(indices.sorted(), board) }
    while !board.isDone(ports: ports.count) {
      if isInterrupted() { board.interrupt() }
      if let state = board.summary(of: jobs.map(\.device)) { progress(state) }
      usleep(20_000)
    }
    for thread in threads { thread.join() }
    return board.outcomes.map { $0 ?? .failure(.interrupted) }
  }

  /// Runs the jobs of one port in a thread; in this one where the system has none to give.
  private func start(_ indices: [Int], _ board: SharedProgress) -> WorkThread? {
    let work = {
      for index in indices {
        let job = jobs[index].asking { board.isInterrupted }
        board.put(index, job.run { board.put(index, $0) })
      }
      board.end()
    }
    if let thread = WorkThread(work) { return thread }
    work()
    return nil
  }
}

/// The progress that the threads report to the caller.
private final class SharedProgress: Sendable {
  private struct State {
    var progress: [TransferProgress?]
    var outcomes: [Result<DeviceReading, TransferError>?]
    var ended = 0
  }

  private let state: Mutex<State>
  private let interrupted = Atomic<Bool>(false)

  init(count: Int) {
    state = Mutex(State(progress: Array(repeating: nil, count: count), outcomes: Array(repeating: nil, count: count)))
  }

  var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }
  var outcomes: [Result<DeviceReading, TransferError>?] { state.withLock { $0.outcomes } }

  func interrupt() { interrupted.store(true, ordering: .relaxed) }
  func put(_ index: Int, _ progress: TransferProgress) { state.withLock { $0.progress[index] = progress } }
  func put(_ index: Int, _ outcome: Result<DeviceReading, TransferError>) {
    state.withLock { $0.outcomes[index] = outcome }
  }
  func end() { state.withLock { $0.ended += 1 } }
  func isDone(ports: Int) -> Bool { state.withLock { $0.ended == ports } }

  /// How far all devices are together: the sums, and the slot of the one that has most to do.
  func summary(of devices: [String]) -> TransferProgress? {
    let state = state.withLock { state in
      state.progress.indices.map { (state.progress[$0], state.outcomes[$0] != nil) }
    }
    let known = state.compactMap { $0.0 }
    let open = state.filter { !$0.1 }.compactMap { $0.0 }
    guard let slowest = open.max(by: { $0.total - $0.done < $1.total - $1.done }) else { return nil }
    let finished = state.filter(\.1).compactMap { $0.0?.total }.reduce(0, +)
    return TransferProgress(
      phase: open.contains { $0.phase == .reading } ? .reading : .verifying, device: devices.joined(separator: ", "),
      done: finished + open.reduce(0) { $0 + $1.done }, total: known.reduce(0) { $0 + $1.total },
      slot: "\(slowest.device) \(slowest.slot)", elapsed: slowest.elapsed, expected: slowest.expected)
  }
}
