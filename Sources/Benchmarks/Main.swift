import Foundation

/// `make bench`: the simulated Monomachine compared with its wire, and the archive compared with git on the same 288
/// files.
@main
struct Main {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.count > 1, arguments[1] == "storage" {
      var bench = try StorageBench()
      return try bench.run(to: arguments.count > 2 ? Int(arguments[2]) ?? 1000 : 1000)
    }
    if arguments.count == 4, arguments[1] == "transfer" {
      let scene = try BenchmarkDevice(synvc: arguments[2], models: arguments[3])
      defer { scene.remove() }
      try Capture(scene: scene).run()
      return try SendBench(scene: scene).run()
    }
    guard arguments.count == 3 || arguments.count == 4, let last = Int(arguments.count == 4 ? arguments[3] : "10000"),
      last >= 1000
    else {
      print(
        "usage: benchmarks SYNVC MODELS-FOLDER [LAST-SNAPSHOT] | benchmarks storage [COUNT] | benchmarks transfer SYNVC MODELS-FOLDER"
      )
      exit(64)
    }
    let scene = try BenchmarkDevice(synvc: arguments[1], models: arguments[2])
    defer { scene.remove() }
    try Capture(scene: scene).run()
    try SendBench(scene: scene).run()
    let history = try History(scene: scene, last: last)
    try history.run()
  }
}
