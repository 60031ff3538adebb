/// The values that a numeric setting may have: `1...64`, `0..<1`, `1...` or `.above(0)`.
public protocol SettingRange<Bound>: Sendable {
  associatedtype Bound: SettingNumber

  func contains(_ value: Bound) -> Bool

  /// For messages, after "a number": `from 1 to 64`.
  var phrase: String { get }
}

extension ClosedRange: SettingRange where Bound: SettingNumber {
  public var phrase: String { "from \(lowerBound) to \(upperBound)" }
}

extension Range: SettingRange where Bound: SettingNumber {
  public var phrase: String { "from \(lowerBound) to below \(upperBound)" }
}

extension PartialRangeFrom: SettingRange where Bound: SettingNumber {
  public var phrase: String { "of at least \(lowerBound)" }
}

/// Every value greater than a bound that isn't allowed itself.
public struct RangeAbove<Bound: SettingNumber>: SettingRange {
  let bound: Bound

  public func contains(_ value: Bound) -> Bool { value > bound }
  public var phrase: String { "greater than \(bound)" }
}

extension SettingRange {
  public static func above<Value>(_ bound: Value) -> Self where Self == RangeAbove<Value> { RangeAbove(bound: bound) }
}

/// What a range can be laid over.
public protocol SettingNumber: Comparable, Sendable {}

extension Int: SettingNumber {}
extension Double: SettingNumber {}
extension Float: SettingNumber {}

/// A setting made of numbers, so that a range can be laid over it.
public protocol RangedSettingValue: SettingValue {
  associatedtype Bound: SettingNumber

  /// Every number that must lie in the range.
  var numbers: [Bound] { get }
}

extension Int: RangedSettingValue { public var numbers: [Int] { [self] } }
extension Double: RangedSettingValue { public var numbers: [Double] { [self] } }
extension Float: RangedSettingValue { public var numbers: [Float] { [self] } }

extension Optional: RangedSettingValue where Wrapped: RangedSettingValue {
  public var numbers: [Wrapped.Bound] { map(\.numbers) ?? [] }
}

extension Array: RangedSettingValue where Element: RangedSettingValue {
  public var numbers: [Element.Bound] { flatMap(\.numbers) }
}
