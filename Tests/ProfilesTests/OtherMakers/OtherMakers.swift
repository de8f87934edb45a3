/// Profiles of other makers' instruments, in part, to show that the language carries them. Not shipped.
enum OtherMakers {
  /// Sections of the body, each packed anew or not at all.
  static let machinedrum = """
    synvc: 1
    id: elektron-machinedrum
    name: Elektron Machinedrum
    maker: Elektron
    header: "F0 00 20 3C 02"
    displays:
      knob: {number: {range: [0, 127]}}
    dimensions:
      track: {names: [bd, sd, ht, mt, lt, cp, rs, cb, ch, oh, rc, cc, m1, m2, m3, m4]}
      own: 8
      state: 31
    types:
      parameters:
        seq:
          - {id: own, type: u1, repeat: own}
          - {ids: [amd, amf, eqf, eqg, fltf, fltw, fltq, srr, dist, vol, pan, del, rev, lfos, lfod, lfom], type: u1}
        view:
          own: "{own}"
      lfo:
        seq:
          - {ids: [track, parameter, shape1, shape2, update], type: u1}
          - {id: live, type: pad, size: 31}
      effect:
        seq: [{ids: ["1", "2", "3", "4", "5", "6", "7", "8"], type: u1}]
    kinds:
      kit:
        count: 64
        numbers: {first: 1, digits: 2}
        request: "F0 00 20 3C 02 00 53 {slot} F7"
        dump: "F0 00 20 3C 02 ?? 52 {version} {revision} {slot} {body:1218} {checksum:2} {length:2} F7"
        initial: {version: 4, revision: 1}
        checksum: {algorithm: sum14, from: slot}
        length: {from: body}
        body:
          - {size: 416}
          - {size: 74, codec: 7-bit-msb-first}
          - {size: 659, codec: 7-bit-msb-first}
          - {size: 32}
          - {size: 37, codec: 7-bit-msb-first}
        name: name
        source: "distorted.syx"
        seq:
          - {id: name, type: str, size: 16, terminator: 0, unset: 127}
          - {id: parameters, type: parameters, repeat: track}
          - {id: level, type: u1, repeat: track, initial: 100}
          - {id: model, type: u4, repeat: track}
          - {id: lfo, type: lfo, repeat: track}
          - {ids: [reverb, delay, eq, dynamix], type: effect}
          - {ids: [trig_group, mute_group], type: u1, repeat: track, initial: 255}
        view:
          parameters: "track.{track}"
          level: {path: "track.{track}.level", as: knob}
          model: "track.{track}.machine"
          lfo: "track.{track}.lfo"
          trig_group: {path: "track.{track}.trig-group", as: {words: {255: none}}}
          mute_group: {path: "track.{track}.mute-group", as: {words: {255: none}}}
    """

  /// 134 bytes as nibbles, summed before they are cut.
  static let matrix1000 = """
    synvc: 1
    id: oberheim-matrix1000
    name: Oberheim Matrix-1000
    maker: Oberheim
    header: "F0 10 06"
    displays:
      depth: {number: {range: [-64, 63]}}
    dimensions:
      modulation: 10
      envelope: 3
    types:
      envelope:
        seq: [{ids: [trigger, delay, attack, decay, sustain, release, amplitude, lfo_trigger, mode], type: u1}]
      modulation:
        seq:
          - {id: source, type: u1}
          - {id: amount, type: s1}
          - {id: destination, type: u1}
    kinds:
      patch:
        count: 100
        numbers: {first: 0, digits: 2}
        request: "F0 10 06 04 01 {slot} F7"
        dump: "F0 10 06 01 {slot} {body:268} {checksum} F7"
        checksum: {algorithm: sum7, from: body, unpacked: true}
        body: [{codec: nibbles-low-first}]
        name: name
        source: "BNK100.syx"
        seq:
          - {id: name, type: str, size: 8, filler: 32}
          - {id: keyboard_mode, type: u1}
          - {id: filter_frequency, pos: 26, type: u1}
          - {id: filter_resonance, type: u1}
          - {id: envelope, pos: 49, type: envelope, repeat: envelope}
          - {id: modulation, pos: 104, type: modulation, repeat: modulation}
        view:
          keyboard_mode: keyboard-mode
          filter_frequency: {path: filter.frequency, as: {number: {range: [0, 127]}}}
          filter_resonance: {path: filter.resonance, as: {number: {range: [0, 63]}}}
          envelope: "envelope.{envelope}"
          modulation: "modulation.{modulation}"
          modulation.amount: {as: depth}
    """

  /// 128 programs in one message, packed as one stream.
  static let ms2000 = """
    synvc: 1
    id: korg-ms2000
    name: Korg MS2000
    maker: Korg
    header: "F0 42 3? 58"
    displays:
      centred: {number: {offset: -64, range: [0, 127]}}
    enums:
      voice: [SINGLE, SPLIT, LAYER, VOCODER]
    dimensions:
      timbre: 2
    types:
      timbre:
        seq:
          - {id: channel, type: u1}
          - {id: assign, type: b2}
          - {ids: [eg2_reset, eg1_reset, trigger], type: b1}
          - {id: priority, type: b3}
          - {ids: [detune, tune, bend, transpose, vibrato], type: u1, initial: 64}
          - {id: wave, type: u1}
          - {id: filter_type, pos: 19, type: u1}
          - {ids: [cutoff, resonance], type: u1}
          - {id: rest, pos: 22, type: bytes, size: 86}
        view:
          tune: {as: centred}
          filter_type: filter.type
          cutoff: filter.cutoff
          resonance: filter.resonance
    kinds:
      bank:
        count: 1
        numbers: [all]
        request: "F0 42 30 58 1C F7"
        dump: "F0 42 3? 58 4C {body*} F7"
        body: [{codec: 7-bit-lsb-first}]
        holds: {kind: program, count: 128, size: 254}
        source: "factory_evolutions"
      program:
        numbers: {columns: 16}
        name: name
        source: "factory_evolutions"
        seq:
          - {id: name, type: str, size: 12, filler: 32}
          - {id: spare_12, type: bytes, size: 4}
          - {id: timbre_voice, type: b2}
          - {id: voice, type: b2}
          - {id: spare_16, type: b4}
          - {id: middle, pos: 17, type: bytes, size: 13}
          - {id: tempo, pos: 30, type: u2}
          - {id: arpeggio, type: bytes, size: 6}
          - {id: timbre, pos: 38, type: timbre, repeat: timbre}
        view:
          voice: {as: {enum: voice}}
          spare_16: {path: unnamed.16, none: 0}
          tempo: {as: {number: {unit: BPM}}}
          timbre: "timbre.{timbre}"
    """

  /// 32 voices in one message, several to a byte.
  static let dx7 = """
    synvc: 1
    id: yamaha-dx7
    name: Yamaha DX7
    maker: Yamaha
    header: "F0 43"
    transfer: {by-hand: true, source: "guess: the first DX7 only sends on a panel action"}
    enums:
      curve: [-LIN, -EXP, +EXP, +LIN]
      wave: [TRIANGLE, SAW DOWN, SAW UP, SQUARE, SINE, S/HOLD]
      mode: [RATIO, FIXED]
    dimensions:
      op: {names: ["6", "5", "4", "3", "2", "1"]}
      stage: 4
    types:
      operator:
        seq:
          - {ids: [rate, level], type: u1, repeat: stage}
          - {ids: [break_point, left_depth, right_depth], type: u1}
          - {id: spare_11, type: b4}
          - {ids: [right_curve, left_curve], type: b2}
          - {id: spare_12, type: b1}
          - {id: detune, type: b4, initial: 7}
          - {id: rate_scaling, type: b3}
          - {id: spare_13, type: b3}
          - {id: velocity, type: b3}
          - {id: amplitude_modulation, type: b2}
          - {id: output, type: u1}
          - {id: spare_15, type: b2}
          - {id: coarse, type: b5}
          - {id: mode, type: b1}
          - {id: fine, type: u1}
        view:
          rate: "rate.{stage}"
          level: "level.{stage}"
          detune: {as: {number: {offset: -7, range: [0, 14]}}}
          right_curve: {path: curve.right, as: {enum: curve}}
          left_curve: {path: curve.left, as: {enum: curve}}
          mode: {as: {enum: mode}}
          spare_11: {path: unnamed.11, none: 0}
          spare_12: {path: unnamed.12, none: 0}
          spare_13: {path: unnamed.13, none: 0}
          spare_15: {path: unnamed.15, none: 0}
    kinds:
      bank:
        count: 8
        numbers: {first: 1, digits: 1}
        placed-by: order
        dump: "F0 43 0? 09 20 00 {body:4096} {checksum} F7"
        checksum: {algorithm: negated-sum7, from: body}
        holds: {kind: voice, count: 32, size: 128}
        source: "Yamaha DX7 ROM1A.syx"
      voice:
        numbers: {first: 1, digits: 2}
        name: name
        source: "Yamaha DX7 ROM1A.syx"
        seq:
          - {id: op, type: operator, repeat: op}
          - {ids: [pitch_rate, pitch_level], type: u1, repeat: stage}
          - {id: spare_110, type: b3}
          - {id: algorithm, type: b5}
          - {id: spare_111, type: b4}
          - {id: key_sync, type: b1}
          - {id: feedback, type: b3}
          - {ids: [lfo_speed, lfo_delay, lfo_pitch, lfo_amplitude], type: u1}
          - {id: spare_116, type: b1}
          - {id: pitch_modulation, type: b3}
          - {id: lfo_wave, type: b3}
          - {id: lfo_sync, type: b1}
          - {id: transpose, type: u1, initial: 24}
          - {id: name, type: str, size: 10, filler: 32}
        view:
          op: "op.{op}"
          pitch_rate: "pitch.rate.{stage}"
          pitch_level: "pitch.level.{stage}"
          algorithm: {as: {number: {offset: 1}}}
          key_sync: {as: flag}
          lfo_wave: {as: {enum: wave}}
          lfo_sync: {as: flag}
          transpose: {as: {number: {offset: -24}}}
          spare_110: {path: unnamed.110, none: 0}
          spare_111: {path: unnamed.111, none: 0}
          spare_116: {path: unnamed.116, none: 0}
    """
}
