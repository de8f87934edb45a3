internal import Files
internal import Operations
internal import Presentation
internal import Repository

/// Runs the programs in an archive's own `hooks/`; `docs/formats/hooks.md` states the guarantees for them.
struct HookRunner {
  let context: CommandContext
  let archive: Repository

  /// Seconds that a hook may take, unless `synvc.hookTimeout` says otherwise.
  static let usualLimit = 60

  private var folder: String { Path.join(archive.common, "hooks") }

  func run(_ call: HookCall) -> HookFailure? {
    // Asked each time: a hook may have changed since the command began.
    guard context.trust(of: archive) == .trusted else {
      context.tellTrust(of: archive)
      return nil
    }
    let path = Path.join(folder, call.moment.rawValue)
    let limit: Int
    do throws(HookFailure) {
      guard try HookFile(path, call.moment, context.process).isThere else { return nil }
      limit = try seconds(call.moment, path)
    } catch {
      return error
    }
    context.output.flush()
    context.interrupt.bePatient()
    var text = HookText(call.moment, context.output)
    let end = ChildProcess.run(
      order(call, path, limit), isInterrupted: { context.interrupt.signal() != nil }, hear: { text.take($0) })
    text.finish()
    return Self.problem(end, limit).map { HookFailure(call.moment, path: path, $0) }
  }

  /// Refuses hooks that cannot run, before anything is read, stored or sent.
  ///
  /// Hooks that were added to a trusted archive do not run before the user trusts them, but a broken one is still an
  /// error: the user relies on a missing guard. The hooks of a stranger's archive have no effect.
  func check() throws(OperationError) {
    guard context.trust(of: archive) != .stranger else { return }
    for moment in HookMoment.allCases {
      do throws(HookFailure) {
        _ = try HookFile(Path.join(folder, moment.rawValue), moment, context.process).isThere
      } catch {
        throw .hook(error)
      }
    }
  }

  private func order(_ call: HookCall, _ path: String, _ limit: Int) -> ChildProcess.Order {
    let input = call.lines.map { Self.oneLine($0) + "\n" }.joined()
    return ChildProcess.Order(
      path: path, arguments: call.arguments.map(Self.oneLine),
      environment: HookEnvironment.clean(context.process, archive: archive.folder, moment: call.moment),
      folder: archive.folder, input: Array(input.utf8), limit: .seconds(limit))
  }

  /// A port's name may contain line breaks.
  private static func oneLine(_ text: String) -> String {
    String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
  }

  private func seconds(_ moment: HookMoment, _ path: String) throws(HookFailure) -> Int {
    let text: String?
    do { text = try archive.config()["synvc.hooktimeout"] } catch {
      throw HookFailure(moment, path: path, .badLimit(""))
    }
    guard let text else { return Self.usualLimit }
    guard let value = Int(text), (1...86400).contains(value) else {
      throw HookFailure(moment, path: path, .badLimit(text))
    }
    return value
  }

  private static func problem(_ end: ChildProcess.End, _ limit: Int) -> HookFailure.Problem? {
    switch end {
    case .status(0): nil
    case .status(let status): .status(status)
    case .signal(let number): .signal(number)
    case .tooSlow: .tooSlow(seconds: limit)
    case .interrupted: .interrupted
    case .notStarted(let code): .notStarted(code: code)
    }
  }
}

/// The part of the environment that a hook may see.
enum HookEnvironment {
  private static let names: Set<String> = ["HOME", "LANG", "TZ"]
  private static let families = ["LC_", "XDG_"]
  private static let usualPath = "/usr/local/bin:/usr/bin:/bin"

  /// Set while a hook runs, to its name: a synvc that it calls runs none.
  static let mark = "SYNVC_HOOK"

  static func clean(_ process: ProcessEnvironment, archive: String, moment: HookMoment) -> [String: String] {
    var clean = process.environment.filter { variable in
      names.contains(variable.key) || families.contains { variable.key.hasPrefix($0) }
    }
    clean["HOME"] = process.home
    // An empty or relative folder would be the archive.
    let folders = (process.environment["PATH"] ?? usualPath).split(separator: ":").filter { $0.hasPrefix("/") }
    clean["PATH"] = folders.isEmpty ? usualPath : folders.joined(separator: ":")
    clean["SYNVC_DIR"] = archive
    clean[mark] = moment.rawValue
    return clean
  }
}

extension CommandContext {
  /// The hooks of an archive; none where the user wants none, and none inside a hook.
  func hooks(of archive: Repository, _ options: HookOptions) -> Hooks {
    guard runsHooks(options) else { return .none }
    let (runner, output) = (HookRunner(context: self, archive: archive), output)
    return Hooks(run: { runner.run($0) }, failed: { output.warning($0.report.message) })
  }

  /// As ``workspace(making:withProfiles:)``, with the archive's hooks.
  func workspace(making: Bool = false, hooks options: HookOptions) throws -> Workspace {
    var workspace = try workspace(making: making)
    workspace.hooks = hooks(of: workspace.repository, options)
    if runsHooks(options) { try HookRunner(context: self, archive: workspace.repository).check() }
    return workspace
  }

  private func runsHooks(_ options: HookOptions) -> Bool {
    !options.noHooks && process.environment[HookEnvironment.mark] == nil
  }
}
