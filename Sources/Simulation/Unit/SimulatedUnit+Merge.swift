extension SimulatedUnit {
  /// Takes over what another process stored of the unit's memory, but for what changed here since `base`.
  package mutating func adopt(_ stored: SimulatedUnit, changedSince base: SimulatedUnit) {
    for slot in Set(held.keys).union(stored.held.keys) where held[slot] == base.held[slot] {
      held[slot] = stored.held[slot]
    }
    for kind in Set(loaded.keys).union(stored.loaded.keys) where loaded[kind] == base.loaded[kind] {
      loaded[kind] = stored.loaded[kind]
    }
  }
}
