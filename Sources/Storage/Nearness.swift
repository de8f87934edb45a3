internal import Bytes

/// How alike two short texts are.
enum Nearness {
  /// The nearest of `names`: ``EditDistance``.
  static func nearest(to text: String, among names: [String]) -> [String] {
    EditDistance.nearest(to: text, among: names)
  }
}
