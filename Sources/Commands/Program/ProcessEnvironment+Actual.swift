@preconcurrency internal import Glibc

extension ProcessEnvironment {
  /// The real ones. To be called once, first of all: it also sets how signals are handled.
  package static func actual() -> ProcessEnvironment {
    keepStandardDescriptorsOpen()
    signal(SIGPIPE, SIG_IGN)
    let environment = currentEnvironment()
    var process = ProcessEnvironment(
      environment: environment, workingDirectory: currentDirectory(), home: environment["HOME"] ?? homeFromAccounts(),
      executable: executablePath(), clock: .actual,
      input: Input(isTerminal: isatty(STDIN_FILENO) == 1, readLine: readLineFromInput, isReady: inputIsReady),
      results: Channel(sink: DescriptorSink(STDOUT_FILENO), isTerminal: isatty(STDOUT_FILENO) == 1),
      notes: Channel(sink: DescriptorSink(STDERR_FILENO), isTerminal: isatty(STDERR_FILENO) == 1),
      columns: { givenWidth(environment) ?? terminalWidth() }, interrupt: .installed(), user: getuid(),
      become: becomeProgram)
    process.presses = countPresses
    return process
  }
}

extension SystemClock {
  static let actual = SystemClock(
    now: { read(CLOCK_REALTIME) }, uptime: { read(CLOCK_MONOTONIC) },
    zone: { seconds in
      var moment = time_t(seconds)
      var parts = tm()
      return localtime_r(&moment, &parts) == nil ? 0 : parts.tm_gmtoff
    }, pause: pauseThread)

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

/// Puts something that cannot be written (or read) in the place of a closed standard descriptor. Without it the first
/// file opened would take its number, and printing would write into that file.
private func keepStandardDescriptorsOpen() {
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
    // The lowest free number is given, which is this one.
    _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
  }
}

private func currentEnvironment() -> [String: String] {
  var variables: [String: String] = [:]
  var next = environ
  while let entry = next.pointee {
    // By bytes: taking characters apart is half a millisecond of every start.
    let text = String(cString: entry)
    if let end = text.utf8.firstIndex(of: 0x3D) {
      variables[String(text[..<end])] = String(text[text.utf8.index(after: end)...])
    }
    next += 1
  }
  return variables
}

private func currentDirectory() -> String {
  guard let path = getcwd(nil, 0) else { return "/" }
  defer { free(path) }
  return String(cString: path)
}

private func homeFromAccounts() -> String {
  guard let home = getpwuid(getuid())?.pointee.pw_dir else { return "/" }
  return String(cString: home)
}

private func executablePath() -> String {
  guard let path = realpath("/proc/self/exe", nil) else { return "" }
  defer { free(path) }
  return String(cString: path)
}

/// The width that the user asks for.
///
/// - Source: POSIX.1-2024, 8.3, `COLUMNS`; git, too, looks there first.
private func givenWidth(_ environment: [String: String]) -> Int? {
  environment["COLUMNS"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
}

private func terminalWidth() -> Int? {
  for descriptor in [STDERR_FILENO, STDOUT_FILENO, STDIN_FILENO] {
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
  }
  return nil
}

/// A program in the background must not read its terminal: the system would stop it.
private func inputIsReady() -> Bool {
  if isatty(STDIN_FILENO) == 1, tcgetpgrp(STDIN_FILENO) != getpgrp() { return false }
  var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
  return poll(&request, 1, 0) > 0
}

private func readLineFromInput() -> String? {
  var bytes: [UInt8] = []
  var byte: UInt8 = 0
  while bytes.count < 4096 {
    let count = read(STDIN_FILENO, &byte, 1)
    if count <= 0 { return count == 0 && !bytes.isEmpty ? String(decoding: bytes, as: UTF8.self) : nil }
    if byte == 0x0A { break }
    bytes.append(byte)
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func pauseThread(_ duration: Duration) {
  let parts = max(duration, .zero).components
  var left = timespec(tv_sec: Int(parts.seconds), tv_nsec: Int(parts.attoseconds / 1_000_000_000))
  // A signal ends the pause early: the caller then checks for the interrupt.
  nanosleep(&left, nil)
}

private func becomeProgram(_ words: [String]) -> Int32 {
  guard let program = words.first else { return EINVAL }
  // The child would inherit an ignored signal.
  signal(SIGPIPE, SIG_DFL)
  return withCStrings(words) { execvp(program, $0) == 0 ? 0 : errno }
}
