import Objects
import Profiles
import Archive

/// The ways to resolve an interrupted send.
package enum Resumption: Hashable, Sendable {
  /// Sends the missing slots.
  case complete
  /// Puts the earlier content back.
  case takeBack
}

extension Workspace {
  /// The remaining work of interrupted sends: one request for all devices of one snapshot.
  ///
  /// - Throws: `.nothingToContinue`; `.deviceGone` where the rig no longer has a device; `.nothingSaved`.
  package func requests(to resumption: Resumption) throws(OperationError) -> [RestoreRequest] {
    let journals = try journals()
    guard !journals.isEmpty else { throw .refused(.nothingToContinue) }
    let rig = try rig()
    var groups: [(target: ObjectID, journals: [Journal])] = []
    for journal in journals {
      guard rig.device(journal.device) != nil else { throw .refused(.deviceGone(journal.device)) }
      guard let target = resumption == .complete ? journal.target : journal.safety else {
        throw .refused(.nothingSaved(device: journal.device))
      }
      let isAlone = journal.source != nil && resumption == .complete
      if !isAlone, let index = groups.firstIndex(where: { $0.target == target && $0.journals[0].source == nil }) {
        groups[index].journals.append(journal)
      } else {
        groups.append((target, [journal]))
      }
    }
    var requests: [RestoreRequest] = []
    for group in groups { requests.append(try request(to: resumption, group.target, group.journals)) }
    return requests
  }

  private func request(
    to resumption: Resumption, _ target: ObjectID, _ journals: [Journal]
  ) throws(OperationError) -> RestoreRequest {
    var request = RestoreRequest(target: target)
    request.isResuming = true
    let folders = journals.flatMap { [$0.device] + [$0.folder].compactMap(\.self) }
    let names = try slotNames(of: try state(target, devices: Set(folders)))
    var slots = journals.flatMap { journal in journal.slots.map { "\(journal.device)/\($0)" } }
    if resumption == .complete, let journal = journals.first, let source = journal.source {
      let whole = "\(journal.folder ?? journal.device)/\(source)"
      let kind = try select([whole], names).parts.first?.kind
      // The slots that it refers to were sent with it.
      let place = try select(slots, names).parts.first { $0.kind == kind }
      guard let kind, let index = place?.indices?.lowerBound else { throw .unknownSlot(source, near: []) }
      request.destination = Slot(kind: kind, index: index)
      request.withReferences = slots.count > 1
      if let folder = journal.folder { request.origin = RestoreRequest.Origin(folder: folder, device: journal.device) }
      slots = [whole]
    }
    request.selection = try select(slots, names)
    return request
  }

  /// Forgets sends that were interrupted to devices that the rig no longer has.
  ///
  /// - Returns: their names.
  package func forgetSendsOfDevicesGone() throws(OperationError) -> [String] {
    let rig = try rig()
    let gone = try journals().map(\.device).filter { rig.device($0) == nil }
    for device in gone { try endJournal(of: device) }
    return gone
  }

  private func select(_ words: [String], _ names: SlotNames) throws(OperationError) -> SlotSelection {
    try reading { () throws(ArchiveError) in try names.select(words) }
  }
}
