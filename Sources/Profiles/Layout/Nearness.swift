internal import Bytes

/// Finds names that a person may have meant.
package enum Nearness {
  /// Up to three names within four edits and a third of the length, nearest first.
  package static func nearest(to text: String, among names: some Sequence<String>) -> [String] {
    EditDistance.nearest(to: text, among: names)
  }
}
