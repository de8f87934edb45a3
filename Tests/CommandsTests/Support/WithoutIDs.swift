extension String {
  /// The text with `<id>` for each object id, whole or short, since ids change with every byte that is stored.
  ///
  /// A word ends at a colon, too: the rules of Unicode would join `58088ae:one`.
  var withoutIDs: String {
    replacing(/\b[0-9a-f]{7,64}\b/.wordBoundaryKind(.simple), with: "<id>")
  }
}
