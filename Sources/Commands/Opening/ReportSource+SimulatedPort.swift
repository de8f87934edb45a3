internal import Bytes
internal import MIDI
internal import Profiles
internal import Presentation
import Transfer

extension ReportSource {
  /// The traffic of a port, in wire log format: omissions are marked in comments.
  func wire(_ recording: WireRecording, withDumps: Bool) -> ReportSection {
    var section = ReportSection("wire log")
    let lines = WireMask(withDumps: withDumps, profiles: known()).lines(of: recording)
    section.line(WireRecording.title)
    section.line(
      withDumps
        ? "# decoded texts are replaced by 'x'; messages that no profile decodes are unchanged"
        : "# decoded texts are replaced by 'x'; messages that no profile decodes are left out")
    for line in lines { section.line(text(line)) }
    return section
  }

  /// The profiles that may know a message; those that cannot be read know none.
  private func known() -> (SysExMessage) -> [any DeviceModel] {
    guard let registry = try? context.profileRegistry() else { return { _ in [] } }
    return { message in registry.candidates(for: [message]).compactMap { try? registry.model($0) } }
  }

  private func text(_ line: WireMask.Line) -> String {
    switch line {
    case .entry(let entry): return entry.text
    case .leftOut(let time, let isSent, let maker, let count, let reason):
      let stub = WireRecording.Entry(time: time, what: .event("")).text.prefix { $0 != "!" }
      let words =
        switch reason {
        case .unknown: "no profile knows it"
        case .undecoded: "its texts cannot be located"
        case .broken: "it has no end"
        }
      return "# \(stub)\(isSent ? ">" : "<") \(count) bytes of maker \(Hex.spaced(maker)) left out: \(words)"
    }
  }
}
