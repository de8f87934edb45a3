internal import Profiles
internal import Simulation
internal import Presentation

/// The front panel of a simulated unit: lines at the terminal, signals, the remaining time.
///
/// A class, because it remembers the lines typed before.
final class FrontPanel {
  private let context: CommandContext
  private let profile: any DeviceModel
  private let end: Duration?
  private var isInputOpen = true
  private var presses: Int

  init(_ context: CommandContext, _ profile: any DeviceModel, lasting: Duration?) {
    self.context = context
    self.profile = profile
    end = lasting.map { context.process.clock.uptime() + $0 }
    presses = context.process.presses()
  }

  /// The present order of the person; nil: none.
  func order() -> ServerDelegate.Order? {
    if context.interrupt.signal() != nil { return .end }
    if let end, context.process.clock.uptime() >= end { return .end }
    if presses < context.process.presses() {
      presses += 1
      return .dump(nil)
    }
    guard isInputOpen, context.process.input.isReady() else { return nil }
    guard let line = context.process.input.readLine() else {
      isInputOpen = false
      return nil
    }
    return order(line.split(separator: " ").map(String.init))
  }

  private func order(_ words: [String]) -> ServerDelegate.Order? {
    switch words.first {
    case nil: return nil
    case "dump":
      do { return .dump(words.count == 1 ? nil : try words.dropFirst().map { try profile.knownSlot($0) }) } catch {
        context.output.warning(ErrorPrinter.report(for: error).message)
        return nil
      }
    case "restart" where words.count == 1: return .restart
    case "quit" where words.count == 1: return .end
    default:
      context.output.warning("unknown line \(quoted: words.joined(separator: " ")): use dump, restart or quit")
      return nil
    }
  }
}
