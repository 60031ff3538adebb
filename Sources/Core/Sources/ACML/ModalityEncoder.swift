public import Foundation
public import Tensors

/// The frozen side of a pair: turns samples of one modality into embeddings.
///
/// A modality encoder is a pure function. In contrastive training it has no gradient and no mode, so its output is
/// computed once a sample and stored. How its weights come to be is a separate step: see ``PretrainingTask``.
///
/// Laws, checked by the conformance kit:
/// - equal samples give equal embeddings, in any batch and at any place in it;
/// - every sample ends either as a row of finite values or as a ``SampleFailure``, never as an empty or zero row;
/// - an encoder that was saved and loaded has the same ``fingerprint`` and gives the same embeddings.
///
/// The host calls from one thread at a time; the tensor operations inside use the host's thread pool.
public protocol ModalityEncoder: AnyObject, Sendable {
  /// Width of the embedding.
  var embeddingDimensions: Int { get }

  /// A digest of all that determines the output: weights, settings, and the version of the computation.
  var fingerprint: String { get }

  /// Encodes a batch of samples.
  /// - Returns: embeddings of shape `[encoded samples, embeddingDimensions]` and the samples that failed.
  /// - Throws: only for faults that are not a sample's own (a shape error, a lost device).
  func encode(_ samples: [Sample]) throws -> EncodedSamples

  /// Writes all that the encoder's `load` needs into an existing, empty folder.
  func save(to folder: URL) throws
}

/// What a modality encoder made of a batch.
public struct EncodedSamples: Sendable {
  /// Shape `[rows.count, embeddingDimensions]`.
  public let embeddings: Tensor
  /// For each row of ``embeddings``, the sample's position in the batch; ascending.
  public let rows: [Int]
  /// The other samples; ascending by index.
  public let failures: [SampleFailure]

  public init(embeddings: Tensor, rows: [Int], failures: [SampleFailure]) {
    self.embeddings = embeddings
    self.rows = rows
    self.failures = failures
  }
}
