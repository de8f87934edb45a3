// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of the package is compiled with.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A module of synvc: sees only the modules named, which stand above it in the list below.
func module(_ name: String, sees dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of one module.
func tests(_ name: String, sees dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: strict)
}

let package = Package(
  name: "synvc-package",
  products: [.executable(name: "synvc", targets: ["synvc"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CDeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CALSA", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CGlibc"),
    module("Bytes"),
    module("Concurrency"),
    module("Files", sees: ["Bytes", "CGlibc"]),
    module("Compression", sees: ["Bytes", "CZlib", "CDeflate"]),
    module("YAML", sees: ["Bytes", "CYAML"]),
    module("MIDI", sees: ["Bytes"]),
    module("Objects", sees: ["Bytes", "COpenSSL"]),
    module("Repository", sees: ["Objects", "Files", "Compression", "Bytes"]),
    module("Maintenance", sees: ["Repository", "Objects", "Files", "Compression", "Bytes"]),
    module("Profiles", sees: ["MIDI", "YAML", "Bytes"]),
    module("DeviceLibrary", sees: ["Files"], resources: [.copy("Models")]),
    module("Transfer", sees: ["Profiles", "MIDI", "Bytes", "Concurrency"]),
    module("Ports", sees: ["MIDI", "Bytes", "Concurrency", "CALSA"]),
    module("Simulation", sees: ["DeviceLibrary", "Profiles", "MIDI", "YAML", "Bytes"]),
    module("Archive", sees: ["Repository", "Objects", "Profiles", "MIDI", "YAML", "Bytes"]),
    module("History", sees: ["Archive", "Repository", "Objects", "Profiles", "MIDI", "Bytes"]),
    module("Importers", sees: ["Archive", "Profiles", "MIDI", "Files", "Compression", "Bytes"]),
    module(
      "Operations",
      sees: [
        "Transfer", "Maintenance", "Repository", "Objects", "Profiles", "Archive", "History", "Importers", "MIDI",
        "YAML", "Files",
        "Compression", "Bytes",
      ]),
    module(
      "Presentation",
      sees: [
        "Operations", "Transfer", "Simulation", "DeviceLibrary", "Ports", "Maintenance", "Repository", "Objects",
        "Profiles", "Archive",
        "History", "Importers", "MIDI", "Files", "Compression", "Bytes",
      ]),
    module(
      "Commands",
      sees: [
        "Presentation", "Operations", "Transfer", "Simulation", "DeviceLibrary", "Ports", "Maintenance", "Repository",
        "Objects",
        "Profiles", "Archive", "History", "Importers", "MIDI", "Files", "Bytes", "Concurrency", "CGlibc",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "synvc", dependencies: ["Commands"], swiftSettings: strict),
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        "Operations", "Archive", "Importers", "Transfer", "Simulation", "DeviceLibrary", "Maintenance", "Repository",
        "Objects", "Profiles",
        "MIDI",
        "Files", "Concurrency",
      ],
      swiftSettings: strict),
    module("TestSupport", sees: ["DeviceLibrary", "Simulation", "Profiles", "MIDI", "Files"]),
    module("RepositoryFixtures", sees: ["Repository", "Objects", "Files", "TestSupport"]),
    tests("Bytes"),
    tests("Concurrency"),
    tests("Files", sees: ["TestSupport"]),
    tests("Compression", sees: ["Bytes", "TestSupport"]),
    tests("YAML", sees: ["Bytes", "TestSupport"]),
    tests("MIDI", sees: ["Bytes"]),
    tests("Objects", sees: ["Bytes", "TestSupport"]),
    tests(
      "Repository",
      sees: [
        "Maintenance", "Objects", "Files", "Compression", "Bytes", "Concurrency", "RepositoryFixtures", "TestSupport",
      ]),
    tests(
      "Maintenance",
      sees: [
        "Repository", "Objects", "Files", "Compression", "Bytes", "Concurrency", "RepositoryFixtures", "TestSupport",
      ]),
    tests("Profiles", sees: ["MIDI", "Bytes", "TestSupport"]),
    tests("DeviceLibrary", sees: ["Files", "TestSupport"]),
    tests("History", sees: ["Archive", "Profiles", "MIDI", "TestSupport"]),
    tests("Ports", sees: ["MIDI", "Bytes"]),
    tests("Simulation", sees: ["DeviceLibrary", "Profiles", "MIDI", "YAML", "Bytes", "TestSupport"]),
    tests("Transfer", sees: ["Simulation", "Profiles", "MIDI", "TestSupport"]),
    tests(
      "Operations",
      sees: [
        "Transfer",
        "Simulation", "Repository", "Objects", "Profiles", "Archive", "History", "Importers", "MIDI", "Files", "Bytes",
        "Concurrency",
        "TestSupport",
      ]),
    .testTarget(
      name: "DurabilityTests",
      dependencies: [
        "Operations", "Transfer", "Simulation", "Maintenance", "Repository", "Objects", "Profiles", "MIDI", "Files",
        "Bytes",
        "Concurrency", "TestSupport",
      ], swiftSettings: strict),
    .testTarget(
      name: "FaultTests",
      dependencies: [
        "Commands", "Presentation", "Operations", "Transfer", "Simulation", "Ports", "Repository", "Objects",
        "Profiles", "Archive", "History", "Importers",
        "MIDI", "Files", "Bytes", "TestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Golden"], swiftSettings: strict),
    .testTarget(
      name: "FuzzTests",
      dependencies: [
        "Operations", "Transfer", "Simulation", "DeviceLibrary", "Maintenance", "Repository", "Objects", "Profiles",
        "MIDI", "YAML",
        "Files", "Compression", "Bytes", "TestSupport",
      ],
      swiftSettings: strict),
    tests("Presentation", sees: ["Operations", "Profiles", "Archive", "History", "Importers", "MIDI", "TestSupport"]),
    tests(
      "Commands",
      sees: [
        "Presentation", "Concurrency", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["Golden"]),
  ]
)
