// swift-tools-version: 6.1
import PackageDescription

let core: Target.Dependency = .product(name: "ACML", package: "Core")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

/// Bundled plugins: each is a folder of `Plugins/` and becomes a shared library of its own, found while the program runs.
/// The C entry is a target apart, so that tests can link the modules of several plugins.
let plugins = [
  "GraphEncoders", "SMILESTransformer", "ImageCNN", "NMR", "MassSpectrometry", "ForeignFunctions", "Objectives",
]

/// System libraries that only one plugin uses; they lie in its folder.
let pluginLibraries = ["ForeignFunctions": "CFFI"]

/// Test targets, the plugins that each calls directly, and the files beside its sources.
let tests: [(name: String, plugins: [String], files: [String])] = [
  ("FilesTests", [], []),
  ("TensorsTests", [], []),
  ("NeuralNetworksTests", [], []),
  ("ChemistryTests", [], ["reference"]),
  ("SpectraTests", [], []),
  ("ACMLTests", [], []),
  ("ConformanceTests", [], []),
  ("ExperimentsTests", [], ["Data/reference", "Meaning/reference", "Properties/reference"]),
  ("GraphEncodersTests", ["GraphEncoders"], []),
  ("SMILESTransformerTests", ["SMILESTransformer"], []),
  ("ImageCNNTests", ["ImageCNN"], ["reference"]),
  ("NMRTests", ["NMR"], []),
  ("ForeignFunctionsTests", ["ForeignFunctions"], ["library"]),
  ("MassSpectrometryTests", ["MassSpectrometry"], []),
  ("ObjectivesTests", ["Objectives"], []),
  ("EndToEndTests", [], []),
]

let package = Package(
  name: "acml",
  products: [.executable(name: "acml", targets: ["acml"])]
    + plugins.map { .library(name: $0, type: .dynamic, targets: ["\($0)Entry"]) },
  dependencies: [
    .package(path: "Sources/Core"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(name: "acml", dependencies: [core, argumentParser])
  ]
    + plugins.map { plugin in
      let library = pluginLibraries[plugin].map { [$0] } ?? []
      return .target(
        name: plugin, dependencies: [core] + library.map { .target(name: $0) }, path: "Plugins/\(plugin)",
        exclude: ["Entry"] + library)
    }
    + [
      .systemLibrary(
        name: "CFFI", path: "Plugins/ForeignFunctions/CFFI", pkgConfig: "libffi", providers: [.apt(["libffi-dev"])])
    ]
    + plugins.map {
      .target(name: "\($0)Entry", dependencies: [core, .target(name: $0)], path: "Plugins/\($0)/Entry")
    }
    + [.target(name: "TestSupport", dependencies: [core], path: "Tests/Support")]
    + tests.map {
      .testTarget(
        name: $0.name, dependencies: [core, "TestSupport"] + $0.plugins.map { .target(name: $0) }, exclude: $0.files)
    },
  swiftLanguageModes: [.v6]
)
