/// Sums and products of numbers that a stranger wrote: none of them ends the program.
extension Int {
  /// The sum; the largest or the smallest number where it is beyond them.
  package func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }

  /// The product; the largest or the smallest number where it is beyond them.
  package func multipliedClamped(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
  }
}
