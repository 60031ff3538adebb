/// Digest of the sources of the core, compiled into whoever uses it.
@_alwaysEmitIntoClient
public var coreDigest: StaticString { "unhashed" }
