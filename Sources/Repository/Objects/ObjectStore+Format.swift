import Files

extension ObjectStore {
  /// Refuses to go on when another archive took this path after this one was opened: a converted archive has ids of
  /// another hash.
  func refuseOtherFormat() throws(StorageError) {
    let common = Path.parent(folder)
    guard try Repository.format(of: Repository.config(in: common, files), common) == format else {
      throw .conversion(.convertedMeanwhile(path: common))
    }
  }
}
