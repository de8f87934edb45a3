import YAML

/// One step in writing an item: its conditions, where its paths begin, and what it does.
struct FactoryStep: Sendable {
  /// The entries of the repetition around it in which it is done; nil: in all.
  let entries: ClosedRange<Int>?
  /// In a hundred; nil: always.
  let chance: Int?
  /// What all paths in the step begin with.
  let inside: FactoryTemplate?
  let each: FactoryEach?
  let actions: [FactoryAction]
  let mark: Mark
}

/// A repetition.
struct FactoryEach: Sendable {
  enum Over: Sendable {
    case count(FactoryAmount)
    case names([String])
  }

  let over: Over
  /// What the paths of each entry begin with; `{n}` is its number or name.
  let path: FactoryTemplate
  /// Done once more behind the last entry.
  let then: [FactoryStep]
}

/// A field and its value.
struct FactoryAssignment: Sendable {
  let path: FactoryTemplate
  let value: FactoryValue
}

/// What a step does.
indirect enum FactoryAction: Sendable {
  case set([FactoryAssignment])
  /// Draws values once, for the templates behind it.
  case draw([(name: String, value: FactoryValue)])
  case choose([[FactoryStep]])
  case steps([FactoryStep])
  case rhythm(FactoryRhythm)
  case scale(FactoryScale)
  case notes(FactoryNotes)
  case locks(FactoryLocks)
  case wave(FactoryWave)
}

/// A rhythm of bars, which values and notes behind it refer to.
struct FactoryRhythm: Sendable {
  /// One bar is drawn; true where a step plays.
  let bars: [[Bool]]
  let length: FactoryNumber
  /// How many of the last steps are changed.
  let changes: FactoryAmount
  /// Steps that play at most.
  let most: Int?
}

/// A root and a mode, for the notes behind it.
struct FactoryScale: Sendable {
  let root: FactoryNumber
  let modes: [[Int]]
}

/// Notes on the steps of a rhythm.
struct FactoryNotes: Sendable {
  enum Line: Sendable {
    /// Degrees that wander in this range.
    case melody(ClosedRange<Int>)
    /// One of these rows of degrees, again and again.
    case progression([[Int]])
  }

  let path: FactoryTemplate
  let line: Line
  let octave: Int
  /// Notes on one step.
  let size: FactoryAmount
  /// Steps with notes at most.
  let most: Int?
  let display: FactoryDisplay?
  let mark: Mark
}

/// Parameter locks on the steps of all rhythms before.
struct FactoryLocks: Sendable {
  let rows: FactoryAmount
  let path: FactoryTemplate
  let parameters: [(name: String, range: ClosedRange<Int>)]
  /// The chance that a row rises from step to step, in a hundred.
  let sweeps: Int
  /// The chance that a step of another row has a value, in a hundred.
  let density: Int
}

/// A drawn waveform.
struct FactoryWave: Sendable {
  enum Shape: String, CaseIterable, Sendable { case ramp, arc }

  let path: FactoryTemplate
  let count: Int
  let peak: Int
  let shape: Shape
  let cycles: Int
  /// Whether every cycle is higher than the one before.
  let isGrowing: Bool
}
