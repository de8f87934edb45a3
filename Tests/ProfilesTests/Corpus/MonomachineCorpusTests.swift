import Profiles
import TestSupport
import Testing

/// What real Monomachine dumps prove.
@Suite("real Monomachine dumps", .needsCorpus)
struct MonomachineCorpusTests {
  private func items(_ file: String) throws -> [Item] {
    let profile = try Profile(text: Shipped.text("elektron-monomachine"))
    return try Corpus.messages("elektron-monomachine").filter { $0.file == file }
      .map { try #require(profile.decode($0.message)).item }
  }

  @Test("a kit shows the owner's name and machines")
  func kit() throws {
    let kits = try items("kit.syx")
    let kit = try #require(kits.first)
    #expect(kit.name == "TECHNOT123" && !kit.isEmpty)
    let machines = ["GND-SIN", "SWAVE-SAW", "SWAVE-ENS", "SWAVE-PULS", "SWAVE-SAW", "DPRO-BBOX"]
    #expect((1...6).map { kit.value("track \($0) machine") } == machines)
    #expect(kit.value("track 4 synth pw") != nil && kit.value("track 6 synth rtim") != nil)
  }

  @Test("a cleared song is empty despite leftover data")
  func clearedSong() throws {
    let songs = try items("songpatkit.syx")
    let song = try #require(songs.last)
    #expect(songs.count == 1 && song.isEmpty && song.name == nil && song.value("row 1 pattern") == nil)
  }

  @Test("the dumped global settings show 440 Hz and keys an octave apart")
  func global() throws {
    let globals = try items("mnm-global.syx")
    let global = try #require(globals.first)
    #expect(global.value("base-frequency") == "440")
    #expect(global.value("map 1 upper-key") == "B-1" && global.value("map 10 upper-key") == "B8")
  }
}
