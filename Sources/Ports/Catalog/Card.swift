/// A sound card as the kernel numbers it.
struct Card: Hashable, Sendable {
  let number: Int
  /// Steadier than the number: `Loop`. The kernel makes it of the name, without punctuation.
  let id: String
  /// As people know it.
  let name: String

  /// All cards, in order of their numbers.
  ///
  /// - Source: Linux `sound/core/init.c`: ` 2 [Loop           ]: USB-Audio - Loop`.
  static func all(_ system: SystemFiles) -> [Card] {
    (system.text("/proc/asound/cards") ?? "").split(separator: "\n").compactMap(Card.init(line:))
  }

  private init?(line: Substring) {
    guard let open = line.firstIndex(of: "["), let close = line.firstIndex(of: "]"), open < close,
      let number = Int(line[..<open].filter { $0 != " " }), let dash = line[close...].firstRange(of: " - ")
    else { return nil }
    self.number = number
    id = String(line[line.index(after: open)..<close].filter { $0 != " " })
    name = String(line[dash.upperBound...])
  }

  /// The card that a user means: its number, its id, or its name as far as the kernel keeps it in the id.
  static func named(_ text: String, _ system: SystemFiles) -> Card? {
    let cards = all(system)
    if let card = cards.first(where: { $0.id == text })
      ?? Int(text).flatMap({ number in
        cards.first { $0.number == number }
      })
    {
      return card
    }
    let near = cards.filter { plain($0.id) == plain(text) || plain($0.name) == plain(text) }
    return near.count == 1 ? near[0] : nil
  }

  private static func plain(_ text: String) -> String {
    text.lowercased().filter { $0.isLetter || $0.isNumber }
  }
}

/// A raw MIDI device of a card, from `/proc/asound/cardN/midiD`.
struct RawDevice: Hashable, Sendable {
  let card: Card
  let device: Int
  let name: String
  /// Numbers of its subdevices by direction.
  let inputs: [Int]
  let outputs: [Int]

  /// All raw MIDI devices, in order.
  static func all(_ system: SystemFiles) -> [RawDevice] {
    Card.all(system).flatMap { card in
      (0..<8).compactMap { RawDevice(card: card, device: $0, system) }
    }
  }

  private init?(card: Card, device: Int, _ system: SystemFiles) {
    guard let text = system.text("/proc/asound/card\(card.number)/midi\(device)") else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func numbers(_ direction: Substring) -> [Int] {
      lines.compactMap { line in
        let words = line.split(separator: " ")
        return words.count == 2 && words[0] == direction ? Int(words[1]) : nil
      }
    }
    self.card = card
    self.device = device
    name = lines.first.map(String.init) ?? ""
    inputs = numbers("Input")
    outputs = numbers("Output")
  }

  /// The node in `/dev`.
  var node: String { "/dev/snd/midiC\(card.number)D\(device)" }
}
