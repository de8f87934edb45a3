package import Operations

extension SnapshotResult {
  /// How the command ends that took it.
  package var exitStatus: ExitStatus { isPartial || isSuspect ? .partial : .done }
}

extension RestoreResult {
  /// The exit status of the command that sent the data.
  ///
  /// - Parameter isSaved: whether the user confirms that the project was saved on the instrument.
  package func exitStatus(isSaved: Bool = false) -> ExitStatus {
    if !isVerified { return .readBackDiffers }
    return (mustBeKept && !isSaved) || isUnproved || isPartial ? .partial : .done
  }
}
