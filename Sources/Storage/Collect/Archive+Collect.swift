import Files
package import Objects

extension Archive {
  /// Packs all that is needed into one pack and drops what nothing leads to and is old.
  ///
  /// Waits for another process that rewrites packs. Nothing is removed when anything that is needed is missing or
  /// damaged.
  ///
  /// - Parameters:
  ///   - who: the date is that of the operations log.
  ///   - progress: hears of every object that was written or read back.
  package func collect(
    _ request: CollectionRequest, who: Signature, operation: OperationRecord,
    progress: @escaping () -> Void = {}
  ) throws(StorageError) -> CollectionReport {
    if request.isDryRun { return try Collector(self, request, progress: progress).plan() }
    let lock = try acquirePacks(context)
    defer { lock.release(in: context.files) }
    var collector = try Collector(self, request, progress: progress)
    // A command that was cut off is ended before gc's own line stands behind its: only the last operation is looked at.
    let transaction = RefTransaction(
      refs: refs, objects: objects, operations: operations, context: context, who: who, message: "")
    return try collector.run(
      settle: { (lock) throws(StorageError) in
        try transaction.recover(holding: lock)
        try transaction.completeReflogs(of: try operations.last())
      },
      log: { () throws(StorageError) in
        let entry = Operation(
          number: try operations.nextNumber(), seconds: who.seconds, zone: who.zone, status: operation.status,
          kind: operation.kind, arguments: operation.arguments, moves: [])
        try operations.append(entry, report: context.note)
      })
  }
}
