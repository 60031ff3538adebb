/// What a library written in C, C++, Rust or any language that exports C functions tells ACML in order to provide
/// encoders.
///
/// The library exports one function, `acml_c_plugin`, and needs this header alone: nothing of Swift, and no library of
/// ACML. It stays usable when ACML is updated, for as long as `ACML_C_ABI` stays.
///
/// Sizes.   Every structure begins with its size in bytes as its maker was compiled with it. New fields come last, and
///          nobody reads beyond the size that is told. A structure shorter than this version's is refused.
/// Memory.  Who allocates frees. What the program passes is valid until the function returns, unless said otherwise;
///          what the library returns is copied at once or valid until `close`, as said at each. Nobody frees the
///          other's memory.
/// Texts.   UTF-8 with a zero byte at the end.
/// Faults.  A function returns 0, or anything else for a fault. `message` is memory of the program,
///          ACML_MESSAGE_CAPACITY bytes of zeros, for one line that says what was found and what would be right. No
///          exception, `longjmp` or `exit` may leave a function. All that is returned is checked: a null pointer, a
///          number that is not finite, a wrong width or a write beyond an array is an error that names the component.
/// Threads. Functions of one encoder are called by one thread at a time, not always the same, unless ACML_THREAD_SAFE
///          is set; those of two encoders may be called at once. No function may change the locale, the signal
///          handlers or the rounding mode.
/// Purity.  The same arguments give the same bits, whatever was called before. Random numbers come from `seed` alone.
#ifndef ACML_PLUGIN_H
#define ACML_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

/// Counts the changes after which older libraries no longer fit.
#define ACML_C_ABI 1

/// Bytes of each `message`.
#define ACML_MESSAGE_CAPACITY 512

#ifdef __cplusplus
#define ACML_C extern "C"
#else
#define ACML_C extern
#endif

/// Stands before `acml_c_plugin`, so that it can be found in a library compiled with hidden symbols.
#define ACML_EXPORT __attribute__((visibility("default")))

/// Declares that the library has a component with an id, its hyphens written as underscores: `ACML_COMPONENT(ms_bins);`.
/// This can be read in the file before anything of it runs, which `--allow-plugins ms-bins` needs.
#define ACML_COMPONENT(name) \
  ACML_C ACML_EXPORT const char acml_component_##name; \
  const char acml_component_##name = 0

// MARK: Settings

/// The type of a setting.
enum acml_setting_kind {
  ACML_BOOLEAN = 1,  ///< `true` or `false`
  ACML_INTEGER = 2,  ///< a whole number that fits 53 bits
  ACML_NUMBER = 3,   ///< a finite number
  ACML_TEXT = 4,
  ACML_PATH = 5  ///< a file or folder; handed over absolute, whatever folder the configuration lies in
};

/// A setting that a configuration may give.
///
/// The program reads them, refuses what is misspelled or out of range with file and line, fills in what isn't said,
/// and hands over all of them as one JSON object.
typedef struct acml_setting {
  uint32_t size;
  /// An `acml_setting_kind`.
  uint32_t kind;
  /// A camelCase word.
  const char *name;
  /// What it does, in one line.
  const char *help;
  /// The value where a configuration says nothing, as it would be written there. A path may have none: NULL, and
  /// `null` in JSON.
  const char *initial;
  /// What a number may be, both ends included. Any, where `least` is not below `greatest`.
  double least, greatest;
} acml_setting;

// MARK: Modality encoders

/// A sample of a modality: what is known of one compound.
///
/// All pointers are the program's. Peaks are those of a spectrum: m/z (Th) and intensity of a mass spectrum, shift
/// (ppm) of an NMR spectrum, abscissa and ordinate of another.
typedef struct acml_sample {
  uint32_t size;
  uint32_t peak_count;
  /// The canonical SMILES; NULL where the structure is unknown, as it may be in a query.
  const char *smiles;
  /// `peak_count` positions, ascending; NULL if the sample has no spectrum.
  const double *positions;
  /// `peak_count` intensities in any unit, 1 where a peak has none; NULL if the sample has no spectrum.
  const float *intensities;
  /// NMR: how many hydrogens stand behind each peak, NaN where unknown; NULL for anything but NMR.
  const float *integrals;
  /// NMR: the pattern of each peak (`s`, `d`, `dd`, …), empty where unknown; NULL for anything but NMR.
  const char *const *multiplicities;
  /// Mass spectra: m/z of the isolated ion (Th), and its collision energy (eV, or per cent where normalised); NaN
  /// where unknown.
  double precursor_mz, collision_energy;
  /// Mass spectra: the isolated ion as the field writes it, `[M+H]+`; NULL where unknown.
  const char *adduct;
  /// The bytes of a measurement that is no spectrum, as the plugin that reads its files lays them out; NULL if there
  /// is none.
  const uint8_t *payload;
  uint64_t payload_size;
} acml_sample;

/// Set in `flags`: functions of one encoder may be called by several threads at once.
#define ACML_THREAD_SAFE 1u

/// An encoder of a modality: turns samples into rows of numbers. It is frozen: it learns nothing here.
typedef struct acml_modality_encoder {
  uint32_t size;
  /// 0 or ACML_THREAD_SAFE.
  uint32_t flags;
  /// Lower-case words with hyphens, unique among all plugins, and what it is in one line. Valid for ever.
  const char *id, *summary;
  /// The modalities that it reads, separated by spaces: `smiles`, `gc-ms lc-ms`.
  const char *modalities;
  /// `setting_count` settings, all of the size that the first one tells.
  const acml_setting *settings;
  uint64_t setting_count;

  /// Makes an encoder.
  /// - settings: a JSON object with every setting.
  /// - weights: the folder that `weights` of a configuration names, NULL where it names none. It may be gone after the
  ///   call; the program keeps a copy beside each run.
  /// - encoder: receives what the other functions are given. Not NULL.
  int32_t (*open)(const char *settings, const char *weights, void **encoder, char *message);

  /// Frees an encoder. Called once, after every other call.
  void (*close)(void *encoder);

  /// The width of an embedding, from 1 to 1,048,576. The same at every call.
  uint64_t (*dimensions)(const void *encoder);

  /// Encodes samples. No row may depend on the other samples or on its place.
  /// - samples: `count` pointers, `count` at least 1.
  /// - embeddings: `count` rows of `dimensions` floats, to be written. A row that is left as it is or holds a number
  ///   that is not finite is a failure of that sample.
  /// - messages: `count` messages. A sample that can't be encoded gets a reason there; the others must be encoded
  ///   still.
  /// - Returns: not 0 for a fault that is no sample's own, with the reason in `messages[0]`.
  int32_t (*encode)(
      void *encoder, const acml_sample *const *samples, uint64_t count, float *embeddings, char *const *messages);
} acml_modality_encoder;

// MARK: Graph encoders

/// The categorical features of atoms and bonds.
typedef struct acml_graph_features {
  uint32_t size;
  /// How many codes an atom and a bond have.
  uint32_t atom_width, bond_width;
  /// 0.
  uint32_t reserved;
  /// The number of values of each code: every code lies from 0 up to it. `atom_width` and `bond_width` numbers.
  const int32_t *atom_vocabulary, *bond_vocabulary;
  /// `ogb` or `released`, as `graph.features` in configurations.
  const char *name;
} acml_graph_features;

/// Molecules as one graph without edges between them. No pointer is NULL; an array may have no elements.
typedef struct acml_graph_batch {
  uint32_t size;
  /// How many codes an atom and a bond have.
  uint32_t atom_width, bond_width;
  /// 0.
  uint32_t reserved;
  /// Graphs, at least 1; their atoms, at least 1 each; their directed edges, two a bond, perhaps none.
  uint64_t graph_count, atom_count, edge_count;
  /// `atom_count` × `atom_width` and `edge_count` × `bond_width` codes, row by row.
  const int32_t *atom_codes, *bond_codes;
  /// The atom that each edge leaves, and the one that it enters; edges are sorted by the one that they enter.
  const int32_t *sources, *destinations;
  /// Graph `g` has the atoms `atom_offsets[g]` up to `atom_offsets[g + 1]`; `graph_count` + 1 numbers.
  const int32_t *atom_offsets;
  /// The edges `edge_offsets[i]` up to `edge_offsets[i + 1]` enter atom `i`; `atom_count` + 1 numbers.
  const int32_t *edge_offsets;
  /// The graph of each atom.
  const int32_t *graph_of_atom;
} acml_graph_batch;

/// How a parameter begins.
enum acml_initial {
  ACML_CONSTANT = 0,  ///< all values are `scale`
  ACML_NORMAL = 1,    ///< normal with mean 0 and standard deviation `scale`
  ACML_UNIFORM = 2    ///< uniform from -`scale` to `scale`
};

/// A named array of floats that is learned. The program owns it: it draws the first values, takes the optimiser's
/// steps, saves it in checkpoints and loads it.
typedef struct acml_parameter {
  uint32_t size;
  /// An `acml_initial`.
  uint32_t initial;
  /// Its name in checkpoints, unique in its encoder: words with dots between them, `layers.0.weight`. Copied at once.
  const char *name;
  /// How many axes, from 1 to 4, and their lengths, each at least 1, outermost first; at most 2^28 floats.
  uint64_t rank, shape[4];
  double scale;
} acml_parameter;

/// An encoder of molecular graphs, which learns.
typedef struct acml_graph_encoder {
  uint32_t size;
  /// 0 or ACML_THREAD_SAFE.
  uint32_t flags;
  /// As in `acml_modality_encoder`.
  const char *id, *summary;
  const acml_setting *settings;
  uint64_t setting_count;

  /// Makes an encoder. It holds sizes, not weights.
  /// - settings: a JSON object with every setting.
  /// - features: what the batches will carry.
  /// - encoder: receives what the other functions are given. Not NULL.
  int32_t (*open)(const char *settings, const acml_graph_features *features, void **encoder, char *message);

  /// Frees an encoder. Called once, when none of its contexts is left.
  void (*close)(void *encoder);

  /// The width of an embedding, from 1 to 1,048,576. The same at every call.
  uint64_t (*dimensions)(const void *encoder);

  /// How many parameters there are, from 1 to 65,536. The same at every call.
  uint64_t (*parameter_count)(const void *encoder);

  /// Describes a parameter. Their order is that of all arrays of parameters.
  /// - parameter: the program's, zeros but for `size`; nothing is written beyond that.
  int32_t (*parameter)(const void *encoder, uint64_t index, acml_parameter *parameter, char *message);

  /// Encodes a batch.
  /// - parameters: the present values of each parameter. Not to be kept: they may lie elsewhere at the next call.
  /// - is_training: 1 in training, where dropout may drop, by numbers drawn from `seed`; 0 in use.
  /// - embeddings: `graph_count` rows of `dimensions` floats, to be written.
  /// - context: NULL where no gradient will be asked for. Else receives whatever `backward` will need, perhaps NULL.
  ///   The program frees it by `free_context`, also where the call ends in a fault.
  int32_t (*forward)(
      void *encoder, const acml_graph_batch *batch, const float *const *parameters, int32_t is_training, uint64_t seed,
      float *embeddings, void **context, char *message);

  /// The gradient of one forward pass. Called at most once for each.
  /// - context: what `forward` left. It stays the program's to free.
  /// - batch, parameters: with the same content as in the forward pass.
  /// - gradient: `graph_count` rows of `dimensions` floats: the derivative of the loss by each value of the
  ///   embeddings.
  /// - parameter_gradients: for each parameter as many floats as it has, zeros, to which the derivative of the loss is
  ///   added.
  int32_t (*backward)(
      void *encoder, void *context, const acml_graph_batch *batch, const float *const *parameters,
      const float *gradient, float *const *parameter_gradients, char *message);

  /// Frees a context that is not NULL.
  void (*free_context)(void *encoder, void *context);
} acml_graph_encoder;

// MARK: The library

/// What a library provides. All of it belongs to the library and stays as it is for ever: a library is never unloaded.
typedef struct acml_c_library {
  uint32_t size;
  /// `ACML_C_ABI` as the library was compiled with it.
  uint32_t abi;
  /// Encoders, all of the size that the first one tells; NULL where there are none.
  const acml_modality_encoder *modality_encoders;
  uint64_t modality_encoder_count;
  const acml_graph_encoder *graph_encoders;
  uint64_t graph_encoder_count;
} acml_c_library;

/// What the program looks for in a library. Called once, on one thread, before everything else; it must not do more
/// than return.
/// - abi: the program's `ACML_C_ABI`, for a library that serves several.
/// - Returns: NULL if the library can't serve that one.
ACML_C ACML_EXPORT const acml_c_library *acml_c_plugin(uint32_t abi);

#endif
