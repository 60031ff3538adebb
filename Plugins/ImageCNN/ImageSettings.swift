public import ACML
internal import Chemistry

/// What becomes of a picture's bytes before the network sees them.
public enum PixelScale: String, CaseIterable, SettingValue {
  /// The darkness, (255 − byte) / 255: white is 0, as is the border that convolutions add.
  case ink
  /// (byte / 255 − mean) / deviation with torchvision's figures of ImageNet, for weights that were trained so.
  case imagenet
}

/// What a pixel consists of.
public enum PixelColors: String, CaseIterable, SettingValue {
  case grey
  case rgb

  var pictureColors: Picture.Colors { self == .grey ? .grey : .rgb }
}

/// How a sample becomes numbers.
public struct PictureSettings: Sendable, Equatable {
  public var imageSize = 224
  public var colors = PixelColors.grey
  public var scale = PixelScale.ink

  public init() {}
}

/// Settings of an encoder that is to be pre-trained here.
public struct ImageEncoderSettings: Settings, Equatable {
  public var depth = 18
  public var width = 64
  public var picture = PictureSettings()

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .init("depth", \.depth, in: 18...50, "layers of the ResNet: 18, 34 or 50"),
    .init(
      "width", \.width, in: 4...256,
      "channels of its first stage; the embedding has 8 times as many, 32 times at depth 50"),
    .init("imageSize", \.picture.imageSize, in: 32...1024, "width and height of a picture in pixels"),
    .init("colors", \.picture.colors, "what a pixel consists of"),
    .init("scale", \.picture.scale, "how bytes become numbers; imagenet for torchvision's own weights"),
  ]

  public func validate() throws { _ = try shape() }

  func shape() throws -> ResNetShape {
    let channels = picture.colors.pictureColors.rawValue
    guard let shape = ResNetShape(depth: depth, width: width, channels: channels) else {
      throw InvalidSetting(
        "depth", "found \(depth), expected one of \(ResNetShape.depths.map(String.init).joined(separator: ", "))")
    }
    return shape
  }
}

/// Settings of pre-training on the structure behind a picture. In training, pictures are changed at random.
public struct ImagePretrainingSettings: Settings, Equatable {
  public var targets = MoleculeTargetSettings()
  public var rotation: Float = 0
  public var lineWidths: Int = 2
  public var flips = false
  public var noise: Float = 0

  public init() {}

  public static let fields: [SettingField<Self>] = [
    .section("targets", \.targets, "what of the molecule is predicted"),
    .init(
      "rotation", \.rotation, in: 0...180,
      "greatest turn of a drawing in degrees, to either side; drawn anew for each step"),
    .init(
      "lineWidths", \.lineWidths, in: 2...8,
      "greatest width of a bond's line in pixels; above 2, from 1 on, drawn anew for each step"),
    .init("flips", \.flips, "whether half of the pictures are mirrored, which also mirrors the molecule"),
    .init("noise", \.noise, in: 0...1, "deviation of noise added to each value"),
  ]

  /// Whether a step needs drawings of its own.
  var redraws: Bool { rotation > 0 || lineWidths > 2 }
}
