package import Archive
package import Importers
package import Objects
import Transfer

/// What the commands do, one line a verb.
extension Workspace {
  /// Reads devices and stores their state.
  package func takeSnapshot(_ request: SnapshotRequest, on delegate: TransferDelegate) throws -> SnapshotResult {
    try SnapshotOperation(self, request, on: delegate).run()
  }

  /// Stores the messages of files.
  package func importFiles(_ files: [ImportedFile], _ request: ImportRequest) throws(OperationError) -> ImportResult {
    try ImportOperation(workspace: self, files: files, request: request).run()
  }

  /// Plans a send. Nothing is sent; the ports stay open until ``Restore/close()``.
  package func planRestore(_ request: RestoreRequest, on delegate: TransferDelegate) throws -> Restore {
    try RestorePlanner(self, request, on: delegate).run()
  }

  /// Stores the current content, sends the plan, reads it back, and stores the result.
  ///
  /// - Parameters:
  ///   - onBranch: whether the restore becomes a snapshot of the branch that HEAD names.
  ///   - saved: called with the snapshot of the current content, before anything is sent.
  package func send(
    _ restore: Restore, on delegate: TransferDelegate, onBranch: Bool = true, saved: (ObjectID, _ isNew: Bool) -> Void
  ) throws -> RestoreResult {
    try RestoreOperation(workspace: self, restore: restore, delegate: delegate, onBranch: onBranch).run(saved: saved)
  }

  /// Reads devices and compares them with a snapshot; nothing is stored.
  package func compareLive(
    with commit: ObjectID?, _ selection: SlotSelection, on delegate: TransferDelegate
  ) throws -> [LiveComparison] {
    try StatusOperation(self, with: commit, selection, on: delegate).run()
  }
}
