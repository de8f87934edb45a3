/// Rhythms, notes, locks and waveforms.
extension FactoryReader {
  func rhythm(_ node: FactoryNode) throws(FactoryError) -> FactoryRhythm {
    let fields = try node.fields(["bars", "length", "changes", "most"])
    var bars: [[Bool]] = []
    for item in try (try fields.need("bars")).choices() {
      let text = try item.text()
      guard !text.isEmpty, text.allSatisfy({ "x.".contains($0) }) else {
        throw item.fail(.expected("x and . for steps"))
      }
      bars.append(text.map { $0 == "x" })
    }
    return FactoryRhythm(
      bars: bars, length: try number(try fields.need("length")),
      changes: try fields["changes"].map { node throws(FactoryError) in try amount(node) } ?? .number(.fixed(0)),
      most: try fields.int("most", in: 0...1000))
  }

  func scale(_ node: FactoryNode) throws(FactoryError) -> FactoryScale {
    let fields = try node.fields(["root", "modes"])
    var modes: [[Int]] = []
    for item in try (try fields.need("modes")).choices() { modes.append(try item.ints()) }
    return FactoryScale(root: try number(try fields.need("root")), modes: modes)
  }

  func notes(_ node: FactoryNode) throws(FactoryError) -> FactoryNotes {
    let fields = try node.fields(["path", "octave", "melody", "progression", "size", "most", "as"])
    let line: FactoryNotes.Line
    switch (fields["melody"], fields["progression"]) {
    case (let melody?, nil): line = .melody(try melody.range())
    case (nil, let progression?):
      var rows: [[Int]] = []
      for item in try progression.choices() { rows.append(try item.ints()) }
      line = .progression(rows)
    default: throw node.fail(.expected("either melody or progression"))
    }
    return FactoryNotes(
      path: try template(try fields.need("path"), isPath: true), line: line,
      octave: try fields.int("octave", in: -2...10, default: 4),
      size: try fields["size"].map { node throws(FactoryError) in try amount(node) } ?? .number(.fixed(1)),
      most: try fields.int("most", in: 0...1000),
      display: try fields["as"].map { node throws(FactoryError) in try display(node) }, mark: node.mark)
  }

  func locks(_ node: FactoryNode) throws(FactoryError) -> FactoryLocks {
    let fields = try node.fields(["path", "rows", "ranges", "sweeps", "density"])
    var parameters: [(name: String, range: ClosedRange<Int>)] = []
    for (key, value) in try (try fields.need("ranges")).pairs() {
      parameters.append((try key.text(), try value.range()))
    }
    return FactoryLocks(
      rows: try amount(try fields.need("rows")),
      path: try template(try fields.need("path"), also: ["parameter"], isPath: true), parameters: parameters,
      sweeps: try fields.int("sweeps", in: 0...100, default: 50),
      density: try fields.int("density", in: 0...100, default: 50))
  }

  func wave(_ node: FactoryNode) throws(FactoryError) -> FactoryWave {
    let fields = try node.fields(["path", "count", "peak", "shape", "cycles", "growing"])
    let shape = try fields.need("shape").name(among: FactoryWave.Shape.allCases.map(\.rawValue), "shapes")
    return FactoryWave(
      path: try template(try fields.need("path"), isPath: true), count: try fields.need("count").int(in: 1...65_536),
      peak: try fields.need("peak").int(in: 0...100_000_000), shape: FactoryWave.Shape(rawValue: shape) ?? .ramp,
      cycles: try fields.int("cycles", in: 1...1024, default: 1), isGrowing: try fields["growing"]?.bool() ?? false)
  }
}
