import Files

extension Repository {
  /// Makes durable where HEAD's branch leads. To be called before a state is said to be stored already: the command that
  /// stored it may have died between renaming the ref and syncing its folder.
  package func syncHead() throws(StorageError) {
    let branch = try refs.target(.head)
    try filing { () throws(FileError) in
      let files = context.files
      let isLoose = try files.isFile(refs.path(branch))
      do throws(FileError) {
        try files.syncNames(in: isLoose ? Path.parent(refs.path(branch)) : refs.common, report: context.note)
      } catch {
        // A read-only disk holds no unfinished operation.
        guard ErrorCode.meansReadOnly(error.code) else { throw error }
      }
    }
  }
}
