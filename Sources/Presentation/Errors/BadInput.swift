/// An error in reading one file, with the file's name.
package struct BadInput: Error {
  package let file: String
  package let cause: any Error

  package init(file: String, cause: any Error) {
    self.file = file
    self.cause = cause
  }
}

extension BadInput: Reportable {
  package var report: Report {
    let cause = ErrorPrinter.report(for: cause)
    var report = Report(.badInput, "cannot read \(quoted: file): \(cause.message)", hint: cause.hint)
    report.details = [Report.Detail(name: "file", value: .string(file))] + cause.details
    return report
  }
}
