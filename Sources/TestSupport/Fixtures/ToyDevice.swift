/// A small instrument with what the rendering has to show: names, units, notes, step grids, long bytes, references.
package enum ToyDevice {
  package static let text = """
    synvc: 1
    id: toy
    name: Toy One
    maker: Toys
    sources: ["made up"]
    header: "F0 7D 01"
    probe:
      request: "F0 7D 01 01 F7"
      reply: "F0 7D 01 02 {value} F7"
    steps:
      sending:
        - text: "On the Toy: press Receive"
    not-included: [unsaved edits]
    restore-order: [kit, pattern, wave]
    kinds:
      kit:
        count: 8
        numbers: {first: 1, digits: 3}
        request: "F0 7D 01 10 {slot} F7"
        dump: "F0 7D 01 20 {slot} {body*} F7"
        body: [{codec: [7-bit-msb-first]}]
        name: name
        empty-when-unnamed: true
        seq:
          - {id: name, type: str, size: 8, unset: 255, terminator: 0}
          - {ids: [level, tempo], type: u1, initial: 100}
          - {id: on, type: u1}
          - {id: wave, type: bytes, size: 40}
          - {type: pad, size: 1}
        view:
          tempo: {as: {number: {unit: BPM}}}
          on: {path: filter.on, as: flag}
          wave: {as: bytes}
      pattern:
        count: 4
        numbers: {columns: 2}
        request: "F0 7D 01 11 {slot} F7"
        dump: "F0 7D 01 21 {slot} {body*} F7"
        body: [{codec: [7-bit-msb-first]}]
        refers-to: {kit: kit}
        seq:
          - {id: kit, type: u1}
          - {id: trigs, type: mask, size: 8, over: step, repeat: track}
          - {id: note, type: u1, repeat: [track, step], initial: 255}
        view:
          kit: {as: {slot: kit}}
          trigs: {path: "track.{track}.trigs", as: {steps: 64}}
          note: {path: "track.{track}.step.{step}.note", as: {note: 4}, none: 255}
      wave:
        title: user waves
        count: 2
        numbers: {first: 1, digits: 1}
        optional: true
        silent-when-empty: true
        request: "F0 7D 01 12 {slot} F7"
        dump: "F0 7D 01 22 {slot} {body*} F7"
        seq:
          - {id: level, type: u1}
    dimensions:
      track: 2
      step: 64
    """
}
