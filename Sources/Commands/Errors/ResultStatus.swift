package import Operations

extension SnapshotResult {
  /// How the command ends that took it.
  package var exitStatus: ExitStatus { isPartial || isSuspect ? .partial : .done }
}

extension RestoreResult {
  /// How the command ends that sent it.
  ///
  /// - Parameter isSaved: whether somebody says that the project was saved on the instrument.
  package func exitStatus(isSaved: Bool = false) -> ExitStatus {
    if !isVerified { return .readBackDiffers }
    return (mustBeKept && !isSaved) || isUnproved || isPartial ? .partial : .done
  }
}
