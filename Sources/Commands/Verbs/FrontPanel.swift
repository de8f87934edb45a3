internal import Operations
internal import Profiles
internal import Simulation

/// The front panel of a simulated unit: lines at the terminal, signals, the time that it has.
///
/// A class: what was typed before is remembered.
final class FrontPanel {
  private let session: Session
  private let profile: Profile
  private let end: Duration?
  private var isInputOpen = true
  private var presses: Int

  init(_ session: Session, _ profile: Profile, lasting: Duration?) {
    self.session = session
    self.profile = profile
    end = lasting.map { session.surroundings.timepiece.uptime() + $0 }
    presses = session.surroundings.presses()
  }

  /// What a person wants now; nil: nothing.
  func order() -> ServingSurface.Order? {
    if session.interrupt.signal() != nil { return .end }
    if let end, session.surroundings.timepiece.uptime() >= end { return .end }
    if presses < session.surroundings.presses() {
      presses += 1
      return .dump(nil)
    }
    guard isInputOpen, session.surroundings.input.isReady() else { return nil }
    guard let line = session.surroundings.input.readLine() else {
      isInputOpen = false
      return nil
    }
    return order(line.split(separator: " ").map(String.init))
  }

  private func order(_ words: [String]) -> ServingSurface.Order? {
    switch words.first {
    case nil: return nil
    case "dump":
      do { return .dump(words.count == 1 ? nil : try words.dropFirst().map { try profile.knownSlot($0) }) } catch {
        session.output.warning(ErrorPrinter.report(for: error).message)
        return nil
      }
    case "restart" where words.count == 1: return .restart
    case "quit" where words.count == 1: return .end
    default:
      session.output.warning("\(quoted: words.joined(separator: " ")) means nothing here: dump, restart or quit")
      return nil
    }
  }
}
