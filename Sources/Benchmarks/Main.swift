import Foundation

/// `make bench`: the simulated Monomachine against its wire, and the archive beside git on the same 288 files.
@main
struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count > 1, arguments[1] == "storage" {
      var bench = try StorageBench()
      return try bench.run(to: arguments.count > 2 ? Int(arguments[2]) ?? 1000 : 1000)
    }
    guard arguments.count == 3 || arguments.count == 4, let last = Int(arguments.count == 4 ? arguments[3] : "10000"),
      last >= 1000
    else {
      print("usage: benchmarks SYNVC PROFILES-FOLDER [LAST-SNAPSHOT] | benchmarks storage [COUNT]")
      exit(64)
    }
    let scene = try Scene(synvc: arguments[1], profiles: arguments[2])
    defer { scene.remove() }
    try Capture(scene: scene).run()
    let history = try History(scene: scene, last: last)
    try history.run()
  }
}
