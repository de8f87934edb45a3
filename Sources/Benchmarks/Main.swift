import Foundation

/// `make bench`: the simulated Monomachine against its wire, and the archive beside git on the same 288 files.
@main
struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 || arguments.count == 4, let last = Int(arguments.count == 4 ? arguments[3] : "10000"),
      last >= 1000
    else {
      print("usage: benchmarks SYNVC PROFILES-FOLDER [LAST-SNAPSHOT]")
      exit(64)
    }
    let scene = try Scene(synvc: arguments[1], profiles: arguments[2])
    defer { scene.remove() }
    try Capture(scene: scene).run()
    let history = try History(scene: scene, last: last)
    try history.run()
  }
}
