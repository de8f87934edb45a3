package import Repository
import Files
package import Objects

extension Repository {
  /// Packs all needed objects into one pack and deletes old unreachable objects.
  ///
  /// Waits for another process that rewrites packs. Deletes nothing when a needed object is missing or damaged.
  ///
  /// - Parameters:
  ///   - who: the author; the date is that of the operations log.
  ///   - progress: called for every object that was written or read back.
  package func collect(
    _ request: CollectionRequest, who: Signature, operation: OperationRecord,
    progress: @escaping () -> Void = {}
  ) throws(StorageError) -> CollectionReport {
    if request.isDryRun { return try Collector(self, request, progress: progress).plan() }
    let lock = try acquirePacks(context)
    defer { lock.release(in: context.files) }
    var collector = try Collector(self, request, progress: progress)
    return try collector.run(
      // Recover an interrupted command before gc logs its own line: recovery looks only at the last operation.
      settle: { (lock) throws(StorageError) in try recover(holding: lock, who: who) },
      log: { () throws(StorageError) in
        let entry = LoggedOperation(
          number: try operations.nextNumber(), seconds: who.seconds, zone: who.zone, status: operation.status,
          kind: operation.kind, arguments: operation.arguments, moves: [])
        try operations.append(entry, report: context.note)
      })
  }
}
