public import ACML

/// Registers the contrastive objectives of this plugin.
public func register(in registry: Registry) {
  registry.objective(
    "info-nce", summary: "symmetric cross-entropy of cosine similarities, learned temperature (CLIP)",
    settings: InfoNCESettings.self
  ) { settings, _ in InfoNCE(settings) }
  registry.objective(
    "acml-soft", summary: "soft targets from both sides, nothing normalised (the released ACML code)",
    settings: ACMLSoftSettings.self
  ) { settings, _ in ACMLSoft(settings) }
  registry.objective(
    "info-loob", summary: "the positive is left out of the denominator (CLOOB, CLOOME)", settings: InfoLOOBSettings.self
  ) { settings, _ in InfoLOOB(settings) }
  registry.objective(
    "siglip", summary: "a binary decision for every pair, learned temperature and bias", settings: SigLIPSettings.self
  ) { settings, _ in SigLIP(settings) }
  registry.objective(
    "hard-negative-nce", summary: "hard negatives weighted up, hidden positives discounted",
    settings: HardNegativeSettings.self
  ) { settings, _ in HardNegativeNCE(settings) }
}
