internal import Chemistry
internal import CPlugin

/// A batch of graphs as a C library sees it, for as long as this object lives.
final class CGraphBatch {
  let pointer: UnsafePointer<acml_graph_batch>
  private let memory = CMemory()

  init(_ batch: GraphBatch) {
    var view = acml_graph_batch()
    view.size = UInt32(MemoryLayout<acml_graph_batch>.size)
    view.atom_width = UInt32(batch.features.atomVocabulary.count)
    view.bond_width = UInt32(batch.features.bondVocabulary.count)
    view.graph_count = UInt64(batch.graphCount)
    view.atom_count = UInt64(batch.atomCount)
    view.edge_count = UInt64(batch.edgeCount)
    view.atom_codes = memory.copy(batch.atomFeatures)
    view.bond_codes = memory.copy(batch.bondFeatures)
    view.sources = memory.copy(batch.sources)
    view.destinations = memory.copy(batch.destinations)
    view.atom_offsets = memory.copy(batch.atomOffsets)
    view.edge_offsets = memory.copy(batch.edgeOffsets)
    view.graph_of_atom = memory.copy(batch.graphOfAtom)
    pointer = memory.copy(CollectionOfOne(view))
  }
}
