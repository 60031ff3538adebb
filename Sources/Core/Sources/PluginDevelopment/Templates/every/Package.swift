// swift-tools-version: 6.1
import PackageDescription

// For editors and for `swift build`; `acml plugin build` finds the core by itself and reads nothing of this. Where the core
// lies elsewhere, change the three paths.
let modules = __modules__
let moduleMap = __moduleMap__
let library = __library__

let compilation: [SwiftSetting] = [.unsafeFlags(["-I", modules, "-Xcc", "-fmodule-map-file=\(moduleMap)"])]
let linking: [LinkerSetting] = [.unsafeFlags(["-L", library, "-lACML", "-Xlinker", "-rpath", "-Xlinker", library])]

let package = Package(
  name: "__Name__",
  products: [.library(name: "__Name__", type: .dynamic, targets: ["__Name__"])],
  targets: [
    .target(name: "__Name__", swiftSettings: compilation, linkerSettings: linking),
    .testTarget(
      name: "__Name__Tests", dependencies: ["__Name__"], swiftSettings: compilation, linkerSettings: linking),
  ],
  swiftLanguageModes: [.v6]
)
