import Files
import Foundation
import TestSupport
import Testing

@testable import DeviceLibrary

@Suite("the library of models")
struct DeviceLibraryTests {
  private let files = MemoryFileSystem()

  /// A library of a user's folder and an installed one, with these files in them.
  private func library(_ contents: KeyValuePairs<String, String>) throws -> DeviceLibrary {
    for (path, text) in contents {
      var folder = ""
      for part in Path.parent(path).split(separator: "/") {
        folder += "/" + part
        if try !files.isFolder(folder) { try files.makeFolder(folder) }
      }
      let file = try files.create(path, permissions: 0o644)
      try file.write(Array(text.utf8))
      try file.close()
    }
    return DeviceLibrary(settings: "/home/.config", program: "/usr/bin", files: files)
  }

  @Test("the user's folder comes first, then the installed one, then the one beside the program")
  func order() {
    #expect(
      DeviceLibrary(settings: "/home/.config", program: "/usr/local/bin", files: files).folders == [
        "/home/.config/synvc/profiles", "/usr/local/share/synvc/devices",
        "/usr/local/bin/synvc-package_DeviceLibrary.resources/Models",
      ])
  }

  @Test("a model is a folder with profile.yaml or a plain file; other files and folders are not models")
  func found() throws {
    let library = try library([
      "/home/.config/synvc/profiles/mine.yaml": "mine", "/home/.config/synvc/profiles/other/profile.yaml": "other",
      "/home/.config/synvc/profiles/drafts/notes.md": "no model", "/home/.config/synvc/profiles/README": "no model",
      "/usr/share/synvc/devices/maker-one/profile.yaml": "one", "/usr/share/synvc/devices/maker-one/notes.md": "notes",
      "/usr/bin/synvc-package_DeviceLibrary.resources/Models/maker-two/profile.yaml": "two",
    ])
    let models = try library.models()
    #expect(models.map(\.text) == ["mine", "other", "one", "two"])
    #expect(models.map(\.isOwn) == [true, true, false, false])
    #expect(models[2].path == "/usr/share/synvc/devices/maker-one/profile.yaml")
  }

  @Test("missing folders hold no models")
  func absent() throws { #expect(try library([:]).models().isEmpty) }

  @Test("the first memory is beside the profile in a model's folder, and a plain file has none")
  func factory() throws {
    let library = try library([
      "/home/.config/synvc/profiles/mine.yaml": "mine", "/home/.config/synvc/profiles/factory.yaml": "not of mine",
      "/usr/share/synvc/devices/one/profile.yaml": "one", "/usr/share/synvc/devices/one/factory.yaml": "memory",
      "/usr/share/synvc/devices/two/profile.yaml": "two",
    ])
    let found = try #require(try library.factory(besides: "/usr/share/synvc/devices/one/profile.yaml"))
    #expect(found.path == "/usr/share/synvc/devices/one/factory.yaml" && found.text == "memory")
    #expect(try library.factory(besides: "/usr/share/synvc/devices/two/profile.yaml") == nil)
    #expect(try library.factory(besides: "/home/.config/synvc/profiles/mine.yaml") == nil)
  }

  @Test("listing the models reads no first memory and no notes, so broken ones stop no command")
  func reads() throws {
    let library = try library([
      "/usr/share/synvc/devices/one/profile.yaml": "one", "/usr/share/synvc/devices/one/factory.yaml/x": "a folder",
      "/usr/share/synvc/devices/one/notes.md/x": "a folder",
    ])
    #expect(try library.models().map(\.text) == ["one"])
    #expect(throws: FileError.self) { try library.factory(besides: "/usr/share/synvc/devices/one/profile.yaml") }
  }

  @Test("every model that is shipped has a profile and notes, in a folder of its id")
  func shipped() throws {
    let ids = try ShippedModels.ids
    #expect(ids.contains("elektron-monomachine"))
    for id in ids {
      #expect(try ShippedModels.profile(id).contains("\nid: \(id)\n"), "\(id)")
      #expect(try RealFileSystem().isFile(ShippedModels.folder.appending(path: "\(id)/notes.md").path), "\(id)")
    }
  }
}
