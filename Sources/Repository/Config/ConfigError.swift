/// Why git's configuration was not read or not changed; lines count from 1.
package enum ConfigError: Error, Hashable, Sendable {
  case syntax(line: Int)
  /// A name that no configuration can hold.
  case badName(String)
  /// A value with a zero byte.
  case badValue(name: String)
}
