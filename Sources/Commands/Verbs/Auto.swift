internal import ArgumentParser
internal import MIDI
internal import Operations
internal import Ports

/// `synvc auto`.
struct Auto: SynvcCommand {
  static let configuration = CommandConfiguration(
    "auto", abstract: "Take a snapshot where something changed, and say nothing otherwise",
    details: """
      For timers and for instruments that have just been plugged in. Each device is read on its own and stored where it \
      changed. Nothing is sent to it but requests; a port in use is left alone; a device that is played is waited \
      for, a minute at most, until it has said nothing for two seconds but clock. What looks like another unit, or like \
      lost memory, goes to a branch 'suspect/DEVICE/TIME', once. Nobody is asked anything. A device that is not \
      there, in use, played or silent is no failure: the next time will do. 'docs/automatic-backups.md' shows how to have it run.
      """,
    examples: [
      "synvc auto mono": "stores 'mono' if it changed",
      "synvc auto --wait 300 --settle 10": "all of the rig, as the systemd units call it",
      "synvc auto --verbose": "says also why nothing was stored",
    ],
    statuses: [
      .unknownName: "no such device in the rig",
      .partial: "a state was put aside on a branch 'suspect/…'", .noArchive: "no archive here",
      .locked: "another command used the archive all the time",
      .refused: "a send was cut off: 'checkout --continue' or '--abort' comes first",
      .failed: "a device that was read before has no profile any more",
      .unreachable: "the port may not be used, or a device that was read before has none any more",
      .noAnswer: "a broken answer", .otherDevice: "another model answered",
      .hookRefused: "the hook 'pre-snapshot' refused",
    ])

  @OptionGroup(title: "Global Options") var globals: GlobalOptions
  @Argument(
    help: ArgumentHelp("Devices to look after; all of the rig by default.", valueName: "device"),
    completion: .synvc(.devices))
  var devices: [String] = []
  @Option(
    help: ArgumentHelp("How long a port that has just been plugged in may take to be there.", valueName: "seconds"))
  var settle: Double = 0
  @Flag(name: .shortAndLong, help: "Say what is done, and why nothing is stored.") var verbose = false
  @OptionGroup var hooks: HookOptions

  func validate() throws {
    guard (0...3600).contains(settle) else { throw ValidationError("--settle takes 0 to 3600 seconds.") }
  }

  func run(in context: CommandContext) throws -> ExitStatus {
    let workspace = try context.workspace(hooks: hooks)
    let chosen = try workspace.chosen(devices, in: try workspace.rig())
    let ports = SettlingPorts(context, workspace, timeout: .seconds(settle), isTold: verbose)
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

  private func look(_ device: Operations.Device, _ workspace: Workspace, _ ports: SettlingPorts) -> AutoText {
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
  private let isTold: Bool

  private static let step = Duration.milliseconds(250)

  init(_ context: CommandContext, _ workspace: Workspace, timeout: Duration, isTold: Bool) {
    self.context = context
    self.workspace = workspace
    self.isTold = isTold
    end = context.process.clock.uptime() + timeout
  }

  var delegate: TransferDelegate {
    let interrupt = context.interrupt
    return TransferDelegate(open: open, progress: { _ in }, isInterrupted: { interrupt.signal() != nil })
  }

  private func open(_ device: Operations.Device, _ name: String) throws -> any Port {
    var isFirst = true
    while true {
      do { return try context.openPort(device, name, in: workspace, isTold: isTold && isFirst) } catch {
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
