// swift-tools-version: 6.1
import PackageDescription

// For editors and for `swift build -c release`; `acml plugin build` finds the core by itself and reads nothing of this.
// `make build` in the repository comes first.
let repository = Context.packageDirectory + "/../.."
let core = repository + "/.build/release"
let moduleMap = repository + "/Sources/Core/SDK/module.modulemap"

let compilation: [SwiftSetting] = [
  .unsafeFlags(["-I", core + "/Modules", "-Xcc", "-fmodule-map-file=" + moduleMap])
]
let linking: [LinkerSetting] = [.unsafeFlags(["-L", core, "-lACML", "-Xlinker", "-rpath", "-Xlinker", core])]

let package = Package(
  name: "Raman",
  products: [.library(name: "Raman", type: .dynamic, targets: ["Raman"])],
  targets: [
    .target(name: "Raman", swiftSettings: compilation, linkerSettings: linking),
    .executableTarget(
      name: "simulate-raman", dependencies: ["Raman"], path: "Tools", swiftSettings: compilation,
      linkerSettings: linking),
    .testTarget(name: "RamanTests", dependencies: ["Raman"], swiftSettings: compilation, linkerSettings: linking),
  ],
  swiftLanguageModes: [.v6]
)
