/// Finds the words for an error.
package enum ErrorPrinter {
  /// The words of the error, or a plain admission that it has none.
  package static func report(for error: any Error) -> Report {
    if let error = error as? any Reportable { return error.report }
    return Report(
      .failed, "unexpected failure \(quoted: String(reflecting: error))",
      hint: "report this defect of synvc, with the command that you ran")
  }
}
