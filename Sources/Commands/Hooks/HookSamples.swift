internal import Files
internal import Operations
internal import Presentation
internal import Repository

extension CommandContext {
  /// Puts the installed hook samples into a new archive.
  ///
  /// The archive is complete without samples, so a failure is only a warning.
  func addHookSamples(to archive: Repository) {
    do {
      let samples = try hookSamples().map { name, bytes in
        DurableFile(Path.join(archive.common, "hooks/\(name)"), bytes, permissions: 0o755)
      }
      guard !samples.isEmpty else { return }
      try archive.context.files.writeDurably(samples, report: { output.warning(StorageNote.file($0).words) })
    } catch {
      output.warning("the hook samples were not added to the archive: \(ErrorPrinter.report(for: error).message)")
    }
  }

  /// The samples, by file name; none where the program is not installed with them.
  private func hookSamples() throws -> [(String, [UInt8])] {
    let files = RealFileSystem()
    for folder in try hookSampleFolders(files) {
      let samples = try HookMoment.allCases.compactMap { moment in
        let name = "\(moment.rawValue).sample"
        return try files.readIfPresent(Path.join(folder, name), limit: 1 << 16).map { (name, $0) }
      }
      if !samples.isEmpty { return samples }
    }
    return []
  }

  /// Beside the installed program; in the checkout from which it was built.
  private func hookSampleFolders(_ files: RealFileSystem) throws -> [String] {
    let program = Path.parent(process.executable)
    let installed = Path.normal(Path.join(program, "../share/synvc/hooks"))
    let checkout = Path.normal(Path.join(program, "../../.."))
    guard try files.isFile(Path.join(checkout, "Package.swift")) else { return [installed] }
    return [installed, Path.join(checkout, "hooks")]
  }
}
