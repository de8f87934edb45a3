import Profiles
import YAML

extension ItemWriter {
  /// The text of a value; nil where nothing is written.
  mutating func text(_ value: FactoryValue) throws(FactoryError) -> String? {
    let text = try plainText(value)
    guard let text, let display = value.display else { return text }
    guard let number = Int(text), let printed = display.print(number) else {
      throw fail(.expected("a number that can be printed so, not '\(text)'"), at: value.mark)
    }
    return printed
  }

  private mutating func plainText(_ value: FactoryValue) throws(FactoryError) -> String? {
    switch value.rule {
    case .text(let template): return try fill(template)
    case .range(let low, let high): return String(try drawn(low, high, at: value.mark))
    case .near(let number, let distance):
      let number = try self.number(number)
      return String(random.number(number - distance...number + distance))
    case .choice(let values): return try text(random.pick(values))
    case .cycle(let values): return try text(values[slot % values.count])
    case .flag(let chance): return random.chance(chance) ? "on" : "off"
    case .sequence(let sequence): return String(try number(sequence))
    case .follow(let reference): return try text(reference, at: value.mark)
    case .steps(let steps): return try text(steps, at: value.mark)
    case .grid(let grid): return try text(grid, at: value.mark)
    }
  }

  private func number(_ sequence: FactorySequence) throws(FactoryError) -> Int {
    let place = sequence.counted == .slot ? slot : entry.number - 1
    let number = try number(sequence.first) + place / sequence.hold * sequence.step
    return sequence.wrap.map { (number % $0 + $0) % $0 } ?? number
  }

  /// The value of a field in the slot that a field of this item names; nil where either is not set.
  private func text(_ reference: FactoryReference, at mark: Mark) throws(FactoryError) -> String? {
    guard let name = draft.value(path(try fill(reference.path))), let index = reference.numbering.read(name),
      let kind = memory.profile.slotKind(reference.kind), (0..<kind.count).contains(index)
    else { return nil }
    return try memory.draft(kind, index).value(try fill(reference.other))
  }

  // MARK: Grids

  private mutating func text(_ steps: FactorySteps, at mark: Mark) throws(FactoryError) -> String? {
    guard let rhythm else { throw fail(.expected("a rhythm before this step"), at: mark) }
    return Rhythm.print(places(steps, of: rhythm), length: rhythm.length)
  }

  private mutating func places(_ steps: FactorySteps, of rhythm: Rhythm) -> [Int] {
    switch steps {
    case .all: return rhythm.places
    case .first(let count): return Array(rhythm.places.prefix(count))
    case .every(let step): return rhythm.places.filter { $0 % step == 0 }
    case .chance(let chance): return rhythm.places.filter { _ in random.chance(chance) }
    case .after(let distance, let chance):
      let free = rhythm.places.map { $0 + distance }.filter { $0 < rhythm.length && !rhythm.places.contains($0) }
      guard let chance else { return free }
      return free.filter { _ in random.chance(chance) }
    }
  }

  private mutating func text(_ grid: FactoryGrid, at mark: Mark) throws(FactoryError) -> String? {
    let count = try number(grid.count)
    guard Rhythm.lengths.contains(count) else { throw fail(.expected("1 to 1024 steps"), at: mark) }
    switch grid.rule {
    case .every(let step, let first):
      return Rhythm.print((0..<count).filter { $0 >= first - 1 && ($0 - first + 1) % step == 0 }, length: count)
    case .chance(let chance, let buildUp):
      // With a build-up the first entry has that many steps left to chance.
      let open = buildUp.map { $0 + entry.number - 1 } ?? count
      return Rhythm.print((0..<count).filter { $0 >= open || random.chance(chance) }, length: count)
    }
  }
}
