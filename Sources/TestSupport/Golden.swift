internal import Glibc
package import Testing

/// Expects a text people see to be the one that is kept in `Tests/<target>/Golden/<name>.txt`.
///
/// With `SYNVC_RECORD=1` in the environment the kept text is rewritten instead. A missing file fails.
package func expectGolden(
  _ text: String, _ name: String, filePath: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) {
  let isRecording = getenv("SYNVC_RECORD").map { String(cString: $0) } == "1"
  if let problem = goldenProblem(text, name, filePath: filePath, isRecording: isRecording) {
    Issue.record("\(problem)", sourceLocation: sourceLocation)
  }
}

/// The difference from the golden file; nil where the text equals it, or was recorded now.
func goldenProblem(_ text: String, _ name: String, filePath: String, isRecording: Bool) -> String? {
  guard let folder = goldenFolder(for: filePath) else { return "no 'Tests/<target>' in \(filePath)" }
  let path = "\(folder)/\(name).txt"
  if isRecording { return writeText(text, to: path, in: folder) ? nil : "cannot write \(path)" }
  guard let kept = readText(path) else { return "\(path) is missing; SYNVC_RECORD=1 writes it" }
  return text == kept ? nil : "differs from \(path); SYNVC_RECORD=1 rewrites it. Now it is:\n\(text)"
}

/// The folder of the golden files of the test target that a source file belongs to.
func goldenFolder(for filePath: String) -> String? {
  let parts = filePath.split(separator: "/", omittingEmptySubsequences: false)
  guard let tests = parts.lastIndex(of: "Tests"), tests + 2 < parts.count else { return nil }
  return parts[...(tests + 1)].joined(separator: "/") + "/Golden"
}

private func readText(_ path: String) -> String? {
  guard let file = fopen(path, "r") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  while case let byte = fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
  return String(decoding: bytes, as: UTF8.self)
}

private func writeText(_ text: String, to path: String, in folder: String) -> Bool {
  mkdir(folder, 0o777)
  guard let file = fopen(path, "w") else { return false }
  let isWritten = fputs(text, file) >= 0
  return fclose(file) == 0 && isWritten
}
