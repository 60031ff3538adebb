// Approximate nearest neighbours by inner product: hierarchical navigable small worlds (Malkov & Yashunin, IEEE TPAMI
// 42, 824, 2020), as hnswlib has them, behind a C header. No C++ exception leaves it.
//
// The graph holds numbers of rows, not the rows themselves: these stay where the caller has them, in a mapped file for
// example, and must not move or go while the graph lives.
#ifndef CHNSW_H
#define CHNSW_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

typedef struct chnsw_graph chnsw_graph;

/// Makes a graph without rows in it.
/// @param rows the address of each row's first float; copied.
/// @param links how many neighbours a row keeps in each layer (M).
/// @param breadth how many candidates are looked at when a row is added (efConstruction).
/// @param seed of the layers that rows are drawn into.
/// @param message on failure the reason, to be freed by chnsw_free_text; may be left NULL.
/// @return NULL on failure.
chnsw_graph *_Nullable chnsw_create(
    const float *_Nonnull const *_Nonnull rows, size_t count, size_t dimensions, size_t links, size_t breadth,
    uint64_t seed, char *_Nullable *_Nonnull message);

/// Opens a graph that chnsw_save wrote over the same rows. The file must be one that it wrote: what is told by a checksum
/// is the caller's to check.
chnsw_graph *_Nullable chnsw_open(
    const char *path, const float *_Nonnull const *_Nonnull rows, size_t count, size_t dimensions,
    char *_Nullable *_Nonnull message);

/// Adds a row. Several threads may, at the same time.
/// @return whether it was added.
int chnsw_add(chnsw_graph *graph, size_t row, char *_Nullable *_Nonnull message);

/// Looks for the k rows with the greatest inner product with a query; best first. One thread at a time.
/// @param breadth how many candidates are kept on the way (ef), at least k.
/// @param found the rows, with room for k.
/// @return how many were found; -1 on failure.
ptrdiff_t chnsw_search(
    chnsw_graph *graph, const float *query, size_t k, size_t breadth, size_t *found, char *_Nullable *_Nonnull message);

/// @return whether the file was written.
int chnsw_save(chnsw_graph *graph, const char *path, char *_Nullable *_Nonnull message);

void chnsw_release(chnsw_graph *graph);

void chnsw_free_text(char *_Nullable text);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
