internal import Files
package import Objects
internal import Presentation
package import Repository

extension CommandContext {
  /// The committer, with the current time.
  ///
  /// Looked up in the archive's configuration, in git's environment variables, in the user's configuration of git.
  package func author(_ archive: Repository) throws -> Signature {
    let (own, environment, user) = (try archive.config(), process.environment, gitSettings)
    let seconds = process.clock.now().components.seconds
    return Signature(
      name: own["user.name"] ?? environment["GIT_AUTHOR_NAME"] ?? user["user.name"] ?? "synvc",
      email: own["user.email"] ?? environment["GIT_AUTHOR_EMAIL"] ?? user["user.email"] ?? "user@localhost",
      seconds: Int(seconds), zone: Signature.zone(minutes: zoneMinutes(at: seconds)))
  }

  /// Now, for dates such as `@{yesterday}`.
  package var moment: Timestamp {
    let seconds = process.clock.now().components.seconds
    return Timestamp(seconds: Int(seconds), zoneMinutes: zoneMinutes(at: seconds))
  }

  private func zoneMinutes(at seconds: Int64) -> Int { process.clock.zone(seconds) / 60 }

  /// The user's own configuration of git; empty where there is none that can be read.
  var gitSettings: Config {
    let (home, given) = (process.home, process.environment["XDG_CONFIG_HOME"] ?? "")
    let folder = given.hasPrefix("/") ? given : Path.join(home, ".config")
    var bytes: [UInt8] = []
    for path in [Path.join(folder, "git/config"), Path.join(home, ".gitconfig")] {
      do {
        bytes += try RealFileSystem().readIfPresent(path, limit: 1 << 20) ?? []
        bytes.append(0x0A)
      } catch  where error.code == ErrorCode.notAFile {
        // Some have a link to '/dev/null' there, for no settings at all.
        continue
      } catch {
        output.warning("\(ErrorPrinter.report(for: error).message); it is ignored")
      }
    }
    do { return try Config(bytes) } catch {
      output.warning("git's configuration in \(quoted: home) cannot be read; it is ignored")
      return Config.empty
    }
  }
}

extension Config {
  /// A configuration without a variable.
  fileprivate static var empty: Config {
    do { return try Config() } catch { preconditionFailure("no bytes have no mistake: \(error)") }
  }
}
