// swift-tools-version: 6.1
import PackageDescription

/// The core is one dynamic library, so that the command and every plugin share one copy of each type
/// (docs/architecture.md says what happens otherwise).
let rdkitLibraries = [
  "RDGeneral", "RDGeometryLib", "GraphMol", "SmilesParse", "SubstructMatch", "Descriptors", "Fingerprints",
  "DataStructs", "ChemTransforms", "Depictor", "FileParsers", "MolDraw2D",
]

let package = Package(
  name: "Core",
  products: [
    .library(
      name: "ACML", type: .dynamic,
      targets: [
        "Files", "Tensors", "NeuralNetworks", "Chemistry", "Spectra", "CPlugin", "ACML", "Conformance",
        "PluginDevelopment", "Experiments",
      ])
  ],
  targets: [
    .target(
      name: "CKernels",
      // Kernels are only ever useful optimised; a debug build would make every test slow. No -ffast-math: results must
      // not depend on the compiler's mood.
      cSettings: [.unsafeFlags(["-O3", "-fno-math-errno", "-fno-trapping-math"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CInChI", providers: [.apt(["libinchi-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .target(
      name: "CRDKit", dependencies: ["CCairo", "CInChI"], exclude: ["rdkit-sys"],
      publicHeadersPath: "include",
      cxxSettings: [.headerSearchPath("rdkit-sys")],
      linkerSettings: rdkitLibraries.map { .linkedLibrary("RDKit" + $0) } + [.linkedLibrary("stdc++")]),
    .target(
      name: "CHNSW", dependencies: ["CKernels"], publicHeadersPath: "include",
      linkerSettings: [.linkedLibrary("stdc++")]),
    .target(name: "CPlugin"),
    .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"]),
    .target(name: "Files", dependencies: ["CZlib"]),
    .target(name: "NeuralNetworks", dependencies: ["Files", "Tensors"]),
    .target(name: "Chemistry", dependencies: ["CRDKit"]),
    .target(name: "Spectra", dependencies: ["Files", "Chemistry"]),
    .target(
      name: "ACML", dependencies: ["Files", "Tensors", "NeuralNetworks", "Chemistry", "Spectra", "CPlugin"],
      plugins: ["CoreDigest"]),
    .plugin(name: "CoreDigest", capability: .buildTool()),
    .target(name: "Conformance", dependencies: ["ACML"]),
    .target(
      name: "PluginDevelopment", dependencies: ["ACML", "Conformance"], exclude: ["Templates"],
      plugins: ["PluginTemplates"]),
    .plugin(name: "PluginTemplates", capability: .buildTool()),
    .target(name: "Experiments", dependencies: ["ACML", "CHNSW", "CYAML", "CZlib"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11,
  cxxLanguageStandard: .cxx17
)
