internal import ACML

/// Public data that a package of the Python Package Index carries.
public struct PublicDataset: Sendable {
  /// A file of the package, and how it is called when installed.
  public struct Member: Sendable {
    let path: String
    let name: String
    /// SHA-256 in hexadecimal.
    let digest: String

    public init(_ path: String, name: String, digest: String) {
      self.path = path
      self.name = name
      self.digest = digest
    }
  }

  /// What the package file is.
  public enum Archive: Sendable, Equatable {
    /// A zip archive.
    case wheel
    /// A gzipped tar archive that holds, under this path, the gzipped tar archive with the members.
    case nestedTar(String)
  }

  public let name: String
  public let summary: String
  /// The package as pip names it, with the version.
  public let requirement: String
  /// The package's file.
  let file: String
  /// SHA-256 of that file, in hexadecimal.
  let digest: String
  let archive: Archive
  public let licence: String
  let members: [Member]

  public init(
    name: String, summary: String, requirement: String, file: String, digest: String, archive: Archive, licence: String,
    members: [Member]
  ) {
    self.name = name
    self.summary = summary
    self.requirement = requirement
    self.file = file
    self.digest = digest
    self.archive = archive
    self.licence = licence
    self.members = members
  }
}

extension PublicDataset {
  /// All that `acml data get` knows.
  public static let all: [Self] = [
    Self(
      name: "moleculenet",
      summary: "11 sets of MoleculeNet, as chemprop distributes them: 643 to 93,087 molecules each",
      requirement: "chemprop==1.6.1.dev0", file: "chemprop-1.6.1.dev0.tar.gz",
      digest: "17e9063a5928afcd0ffd8c16607b93d5e31f496d2b83a532652a79b331283b4d",
      archive: .nestedTar("chemprop-1.6.1.dev0/data.tar.gz"), licence: "MIT (chemprop); the sets: see moleculenet.org",
      members: [
        ("bace", "847be1e38d3798c60df03e1aaf2ccd0f09f9ed89407de78e80463aa637088532"),
        ("bbbp", "a61e17872cbec0743a6147dc802a1f7550acfe8dc1053f881f4c42a3ce2dc597"),
        ("clintox", "cc561402d058a0d996a9f5e5d02bc20f6652b7003525b32c3598b8da4b24e9b7"),
        ("delaney", "9e2bf77f3fc2d0ced4572341e2094904b992c9edf3762795f77cfc2bfd4de5ac"),
        ("freesolv", "97d74c86228d4c16c0fbbf063bb8280354d8152db09a85ade8517a2f43bd9824"),
        ("hiv", "3a3c7a4ea9626211fe959ef988394670dd76d556ca3c6173b70c88256e4c3555"),
        ("lipo", "aa9bd9669188e35efd908758a75561bba402016d901fed2d0d949289abbcf31c"),
        ("muv", "4a164809c7e33a76d93a80198303f8ac353edbd2c8dccc0f5b44e8cd1c0ba3c7"),
        ("sider", "71efc6ac4ca82d6545bc512509863281be0f17234afd7adaf71a71899988302e"),
        ("tox21", "b58cc1f683e78e3c7a1bf7116e9aac0119804018d100f7b8cdb0857941c31aca"),
        ("toxcast", "7cf85e17a8fbeea03297d4f5e3e9df164f19e8a49bb57e955065c28af3306b7a"),
      ].map { Member("data/\($0.0).csv", name: "\($0.0).csv", digest: $0.1) }),
    Self(
      name: "moses", summary: "MOSES: 1,584,663 lead-like molecules to train on, 176,074 and 176,225 to test with",
      requirement: "molsets==0.3.1", file: "molsets-0.3.1-py3-none-any.whl",
      digest: "7f4450e3ebecebe79c3a2a55950c93daddee071120daf64a163d03481e811d34", archive: .wheel,
      licence: "MIT (molsets)",
      members: [
        ("train", "786f0313aa6b9ba5514df685f885742a70ea8d86f1a4fa48115f7f80a634265c"),
        ("test", "f896fbf3764f88d94670b9959e5872c600c12152a18233823e820761b7a791b2"),
        ("test_scaffolds", "adffb2192c1bfe31ab0e13154d4af19a37dc18bdbf3cd7b4491e04405128adde"),
      ].map { Member("moses/dataset/data/\($0.0).csv.gz", name: "\($0.0).csv.gz", digest: $0.1) }),
  ]

  /// The data of this name.
  /// - Throws: ``InstallationError/unknownName(_:nearest:known:)``.
  public static func named(_ name: String) throws(InstallationError) -> Self {
    guard let found = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name)
      throw .unknownName(name, nearest: Spelling.nearest(to: name, in: known), known: known)
    }
    return found
  }
}
