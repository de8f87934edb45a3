import Profiles
import YAML

/// The value of a field, or how it is drawn.
struct FactoryValue: Sendable {
  indirect enum Rule: Sendable {
    case text(FactoryTemplate)
    case range(FactoryNumber, FactoryNumber)
    /// A number at most so far away from another.
    case near(FactoryNumber, by: Int)
    case choice([FactoryValue])
    /// The values in turn, slot by slot.
    case cycle([FactoryValue])
    /// `on` with a chance in a hundred, else `off`.
    case flag(Int)
    case sequence(FactorySequence)
    case follow(FactoryReference)
    case steps(FactorySteps)
    case grid(FactoryGrid)
  }

  let rule: Rule
  /// How a number is printed; nil: as a number.
  let display: FactoryDisplay?
  let mark: Mark
}

/// How a number becomes the text of a field.
enum FactoryDisplay: Sendable {
  /// With the number of the octave that begins at middle C.
  case note(middleC: Int)
  case slot(SlotNumbering)

  func print(_ number: Int) -> String? {
    switch self {
    case .note(let middleC): NoteName.print(number, middleC: middleC)
    case .slot(let numbering): numbering.print(number)
    }
  }
}

/// Numbers that follow from the number of the slot or of the entry.
struct FactorySequence: Sendable {
  enum Counted: String, CaseIterable, Sendable { case slot, entry }

  let counted: Counted
  let first: FactoryNumber
  let step: Int
  /// How many in a row have the same number.
  let hold: Int
  /// Numbers begin again from 0 here.
  let wrap: Int?
}

/// A field of the slot that a field of this item names.
struct FactoryReference: Sendable {
  let kind: String
  let numbering: SlotNumbering
  /// The field of this item.
  let path: FactoryTemplate
  /// The field of the other slot.
  let other: FactoryTemplate
}

/// Steps of the rhythm before, as a grid.
enum FactorySteps: Sendable {
  case all
  case first(Int)
  /// Those whose number in the pattern is 1, or a multiple of this more.
  case every(Int)
  case chance(Int)
  /// Free steps so many behind a step that plays.
  case after(Int, chance: Int?)
}

/// A grid of its own.
struct FactoryGrid: Sendable {
  enum Rule: Sendable {
    case every(Int, from: Int)
    /// Each with a chance; with `buildUp`, entry by entry one more is left to chance, and the others are set.
    case chance(Int, buildUp: Int?)
  }

  let count: FactoryNumber
  let rule: Rule
}
