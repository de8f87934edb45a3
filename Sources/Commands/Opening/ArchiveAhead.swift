internal import Operations
internal import Storage
internal import Synchronization
internal import Concurrency

/// The archive that a command line most likely means, which another thread opens while the line is read.
///
/// A class, for what a command sees and what is known before it is one and the same.
package final class ArchiveAhead: Sendable {
  private struct Opening {
    let request: DiscoveryRequest
    let archive = Promise<Archive?>()
    var state: StateAhead?
  }

  private let opening = Mutex<Opening?>(nil)

  package init() {}

  /// Begins to open it, once.
  ///
  /// - Parameters:
  ///   - devices: what HEAD holds of them is read then; nil: nothing of it.
  ///   - open: what cannot be opened is opened once more by the command, which is told why.
  func begin(
    _ request: DiscoveryRequest, reading devices: Set<String>? = nil, by helper: SerialQueue,
    open: @escaping @Sendable () -> Archive?
  ) {
    let opening = Opening(request: request)
    let isFirst = self.opening.withLock { known in
      guard known == nil else { return false }
      known = opening
      return true
    }
    guard isFirst else { return }
    helper.add {
      let archive = open()
      opening.archive.give(archive)
      // Which packs there are is known then, and what HEAD leads to will be asked for. What is wrong with it is told then.
      if let archive, let head = try? archive.refs.id(.head) { _ = try? archive.objects.commit(head) }
    }
    guard let devices else { return }
    let state = StateAhead(of: { opening.archive.take() }, devices: devices, by: helper)
    self.opening.withLock { $0?.state = state }
  }

  /// What is being read of these devices, in the archive that a search finds.
  func state(of devices: Set<String>, for request: DiscoveryRequest) -> StateAhead? {
    guard let opening = opening.withLock({ $0 }), opening.request == request, opening.state?.devices == devices
    else { return nil }
    return opening.state
  }

  /// The archive that a search finds, as far as it was searched for; waits until it is open.
  func archive(for request: DiscoveryRequest) -> Archive? {
    guard let opening = opening.withLock({ $0 }), opening.request == request else { return nil }
    return opening.archive.take()
  }
}

extension CommandContext {
  /// Has the archive opened by another thread, where the program has one, and what HEAD holds of some devices read.
  func openAhead(reading devices: Set<String>? = nil) {
    guard let helper = process.helper else { return }
    let context = alone
    opening.begin(discoveryRequest, reading: devices, by: helper) {
      // Opening only reads: there is nothing to report but an archive that was passed over, which the command tells.
      let passedOver = Once()
      let storage = ArchiveContext(files: context.process.files, lockContext: context.archiveLockContext) { note in
        if case .passedOver = note { _ = passedOver.isFirst() }
      }
      guard case .found(let folder, _)? = try? context.findArchive(storage), passedOver.isFirst() else { return nil }
      return try? Archive(opening: folder, storage)
    }
  }

  /// Has what HEAD holds of some devices read by another thread, where the program has one and it is not under way.
  func readAhead(_ devices: Set<String>) -> StateAhead? {
    let (opening, request) = (opening, discoveryRequest)
    if let state = opening.state(of: devices, for: request) { return state }
    return process.helper.map { StateAhead(of: { opening.archive(for: request) }, devices: devices, by: $0) }
  }
}
