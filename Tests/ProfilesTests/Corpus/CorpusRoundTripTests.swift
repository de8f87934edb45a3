import Profiles
import Testing

@Suite("real Elektron dumps", .needsCorpus)
struct CorpusRoundTripTests {
  @Test(
    "every message is placed, decoded, and encoded back byte for byte from its printed form",
    arguments: ["elektron-monomachine", "elektron-digitone"])
  func roundTrip(device: String) throws {
    let profile = try Profile(text: Shipped.text(device))
    let messages = try Corpus.messages(device)
    #expect(!messages.isEmpty)
    for (file, message) in messages {
      let (kind, slot) = try #require(profile.recognise(message), "\(file)")
      let (item, problems) = kind.decode(message)
      #expect(problems.isEmpty, "\(file): \(problems)")
      #expect(try kind.encode(ItemTree(item), slot: slot) == message, "\(file)")
    }
  }
}
