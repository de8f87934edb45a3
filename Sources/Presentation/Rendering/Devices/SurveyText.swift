internal import Bytes
internal import MIDI
internal import Ports
import Transfer

/// The devices found on the ports, in words.
package struct SurveyText {
  let results: [ScannedPort]
  let rig: [String: String]

  package init(_ results: [ScannedPort], rig: [String: String]) {
    self.results = results
    self.rig = rig
  }

  package var lines: [StyledText] { results.flatMap(lines) }

  private func lines(_ result: ScannedPort) -> [StyledText] {
    let candidate = result.candidate
    let device = rig[candidate.port.description].map { "  (\($0))" as StyledText } ?? ""
    let title: StyledText = candidate.title.isEmpty ? "" : "  \(candidate.title)"
    return ["\(candidate.port, .heading)\(title)\(device)"] + details(result).map { "  " + $0 }
  }

  private func details(_ result: ScannedPort) -> [StyledText] {
    switch result.outcome {
    case .failed(let error):
      let report = ErrorPrinter.report(for: error)
      return ["skipped: \(report.message)"] + (report.hint.map { ["  \($0)"] } ?? [])
    case .found(let finding):
      let voices = finding.voices.map(Self.line)
      return voices + (finding.rejection.map { [Self.words($0)] } ?? []) + crossed(result.crossed)
    }
  }

  private func crossed(_ ports: [PortName]) -> [StyledText] {
    ports.map { "the answer arrived on \($0, .heading): the cables are crossed, or the device has two ports" }
  }

  private static func line(_ voice: PortFinding.Responder) -> StyledText {
    let fits = voice.fits.map { "\($0.name) (\($0.profile))\($0.firmware.map { ", firmware \($0)" } ?? "")" }
    let maker = voice.maker ?? "unknown maker"
    let who: StyledText = fits.isEmpty ? "\(maker): no profile for this model" : "\(fits.joined(separator: " or "))"
    return "\(who)  \(HexText.start(of: voice.reply.bytes), .id)"
  }

  private static func words(_ rejection: PortFinding.Rejection) -> StyledText {
    switch rejection {
    case .silence: "no answer: check the power, the SysEx reception and both cables"
    case .onlyEcho: "only the request came back: a loop, or a MIDI thru"
    case .onlyOtherMessages(let count): "\(Count.messages(count)) arrived, but no answer"
    case .onlyRealTime: "MIDI clock or active sensing arrives, but no answer: check the cable to the instrument"
    }
  }

  package var json: JSON { ["ports": .array(results.map(json))] }

  private func json(_ result: ScannedPort) -> JSON {
    var members: [(String, JSON)] = [
      ("port", .string(result.candidate.port.description)), ("title", .string(result.candidate.title)),
      ("device", JSON(rig[result.candidate.port.description])),
    ]
    switch result.outcome {
    case .failed(let error): members.append(("error", .string(ErrorPrinter.report(for: error).message.plain)))
    case .found(let finding):
      members.append(("answers", .array(finding.voices.map(Self.json))))
      if let rejection = finding.rejection { members.append(("rejected", .string(Self.words(rejection).plain))) }
      members.append(("crossed", JSON(result.crossed.map(\.description))))
    }
    return .sorted(members)
  }

  private static func json(_ voice: PortFinding.Responder) -> JSON {
    .sorted([
      ("reply", .string(Hex.spaced(voice.reply.bytes))), ("maker", JSON(voice.maker)),
      ("family", JSON(voice.identity?.family)), ("member", JSON(voice.identity?.member)),
      (
        "profiles",
        .array(
          voice.fits.map { fit in
            ["id": .string(fit.profile), "name": .string(fit.name), "firmware": JSON(fit.firmware)]
          })
      ),
    ])
  }
}
