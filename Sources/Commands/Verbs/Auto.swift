internal import ArgumentParser
internal import MIDI
internal import Operations
internal import Ports
internal import Presentation
import Transfer
import Archive

/// `synvc auto`.
struct Auto: SynvcCommand {
  static let configuration = CommandConfiguration(
    "auto", abstract: "Take a snapshot of each changed device, and print nothing otherwise",
    details: """
      For timers and for newly connected instruments. Each device is read separately and stored if it changed. The \
      device receives only requests. synvc waits until a playing device has sent nothing but MIDI clock for two \
      seconds, for one minute at most. A state that looks like another unit or lost memory is stored once, on a branch \
      'suspect/DEVICE/TIME'. The command asks no questions. Missing, busy, playing or silent devices are skipped \
      without error and tried again on the next run. 'docs/automatic-backups.md' explains the setup.
      """,
    examples: [
      "synvc auto mono": "stores 'mono' if it changed",
      "synvc auto --wait 300 --settle 10": "reads the whole rig, as the systemd units do",
      "synvc auto --verbose": "also prints why nothing was stored",
    ],
    statuses: [
      .unknownName: "no such device in the rig",
      .partial: "a suspect state was stored on a branch 'suspect/…'", .noArchive: "no archive here",
      .locked: "another command is using the archive",
      .refused: "an interrupted send is open: run 'checkout --continue' or '--abort' first",
      .failed: "a device that was read before no longer has a profile",
      .unreachable: "the port may not be used, or a device that was read before no longer has a port",
      .noAnswer: "a broken answer", .otherDevice: "another model answered",
      .hookRefused: "the hook 'pre-snapshot' refused",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(
    help: ArgumentHelp("Devices to read; by default the whole rig.", valueName: "device"),
    completion: .synvc(.devices))
  var devices: [String] = []
  @Option(
    help: ArgumentHelp("Time to wait for a newly connected port to appear.", valueName: "seconds"))
  var settle: Double = 0
  @Flag(name: .shortAndLong, help: "Print every result, and why nothing was stored.") var verbose = false
  @OptionGroup var hooks: HookOptions

  func validate() throws {
    guard (0...3600).contains(settle) else { throw ValidationError("--settle takes 0 to 3600 seconds.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(hooks: hooks)
    let chosen = try workspace.chosen(devices, in: try workspace.rig())
    let ports = SettlingPorts(context, workspace, timeout: .seconds(settle), isReported: verbose)
    var results: [AutoText] = []
    for device in chosen {
      let result = look(device, workspace, ports)
      show(result, context)
      // The first failure is the command's own, said when all devices were looked after.
      if let failure = result.failure, results.contains(where: { $0.failure != nil }) {
        context.output.warning("\(device.name) was not read: \(ErrorPrinter.report(for: failure).message)")
      }
      results.append(result)
      if context.interrupt.signal() != nil { break }
    }
    if context.output.rules.json { context.output.document(["devices": .array(results.map(\.json))]) }
    guard let failure = results.lazy.compactMap(\.failure).first else {
      // Devices that were not looked after are not done.
      if results.count < chosen.count { try context.interrupt.check() }
      return results.contains { $0.isPutAside } ? .partial : .done
    }
    throw failure
  }

  private func look(_ device: Device, _ workspace: Workspace, _ ports: SettlingPorts) -> AutoText {
    do {
      let outcome = try workspace.takeAutomatically(device, quiet: IdleDetector(), on: ports.delegate)
      var short: String?
      if case .read(let result) = outcome { short = try result.commit.map(workspace.short) }
      return AutoText(device.name, .success(outcome), short: short)
    } catch OperationError.needsHands where devices.isEmpty {
      return AutoText(device.name, .success(.notNow(.needsHands)), short: nil)
    } catch {
      return AutoText(device.name, .failure(error), short: nil)
    }
  }

  /// Said at once: the next device may take minutes.
  private func show(_ result: AutoText, _ context: CommandContext) {
    if result.isNews || verbose { context.output.lines(result.lines) }
    context.output.flush()
  }
}

/// Opens ports that may have been plugged in a moment ago: their nodes, and the right to use them, come bit by bit.
private struct SettlingPorts {
  private let context: CommandContext
  private let workspace: Workspace
  private let end: Duration
  /// Whether it is said where a port was found.
  private let isReported: Bool

  private static let step = Duration.milliseconds(250)

  init(_ context: CommandContext, _ workspace: Workspace, timeout: Duration, isReported: Bool) {
    self.context = context
    self.workspace = workspace
    self.isReported = isReported
    end = context.process.clock.uptime() + timeout
  }

  var delegate: TransferDelegate {
    let interrupt = context.interrupt
    return TransferDelegate(open: open, progress: { _ in }, isInterrupted: { interrupt.signal() != nil })
  }

  private func open(_ device: Device, _ name: String) throws -> any Port {
    var isFirst = true
    while true {
      do { return try context.openPort(device, name, in: workspace, isReported: isReported && isFirst) } catch {
        isFirst = false
        let cause = Self.cause(error)
        guard Self.mayPass(cause), context.process.clock.uptime() < end else { throw cause }
        try context.interrupt.check()
        context.process.clock.pause(Self.step)
      }
    }
  }

  private static func cause(_ error: any Error) -> any Error {
    if case PortOpenError.failed(let cause) = error { return cause }
    // Another device has its name: it is not there itself, and may come.
    if let lost = error as? LostPort, lost.places.isEmpty { return PortError.notFound(name: lost.port) }
    return error
  }

  private static func mayPass(_ error: any Error) -> Bool {
    switch error {
    case PortError.notFound, PortError.permission: true
    default: false
    }
  }
}
