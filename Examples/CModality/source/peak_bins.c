// A mass spectrum as a row of bins: how much of it lies at each m/z, and how much was lost from the whole ion to get
// there.
//
// A fragment says which part of a molecule was kept, a neutral loss which part went away; two compounds that share a
// side chain share losses where their fragments differ. Intensities enter by their square root, as is usual in the
// comparison of spectra (Stein & Scott, J. Am. Soc. Mass Spectrom. 1994, 5, 859), so that the base peak doesn't drown
// the others. A peak is shared between the two nearest bins, so that a small error of its mass changes little.
#include "encoders.h"
#include "settings.h"

#include <math.h>

typedef struct {
  double width, greatest_mz, greatest_loss;
  size_t fragments, losses;
} bins;

static size_t count_bins(double greatest, double width) { return greatest > 0 ? (size_t)(greatest / width) + 1 : 0; }

static int32_t open_bins(const char *settings, const char *weights, void **encoder, char *message) {
  if (weights) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "peak-bins has no weights; leave `weights` out (found %.300s)", weights);
    return 1;
  }
  bins *made = calloc(1, sizeof *made);
  if (!made) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "out of memory");
    return 1;
  }
  made->width = setting_number(settings, "binWidth");
  made->greatest_mz = setting_number(settings, "greatestMZ");
  made->greatest_loss = setting_number(settings, "greatestLoss");
  made->fragments = count_bins(made->greatest_mz, made->width);
  made->losses = count_bins(made->greatest_loss, made->width);
  *encoder = made;
  return 0;
}

static void close_bins(void *encoder) { free(encoder); }

static uint64_t dimensions(const void *encoder) {
  const bins *all = encoder;
  return all->fragments + all->losses;
}

// Shares a value between the two bins next to a mass; outside of the range it counts for nothing.
static void put(float *row, size_t count, double width, double mass, double value) {
  const double place = mass / width;
  if (!(place >= 0) || place > (double)(count - 1)) return;
  const size_t low = (size_t)place;
  const double share = place - (double)low;
  row[low] += (float)((1 - share) * value);
  if (low + 1 < count) row[low + 1] += (float)(share * value);
}

// Divides by the Euclidean length. Returns 0 where there is none.
static int normalize(float *row, size_t count) {
  double squares = 0;
  for (size_t k = 0; k < count; k++) squares += (double)row[k] * row[k];
  if (!(squares > 0) || isinf(squares)) return 0;
  for (size_t k = 0; k < count; k++) row[k] = (float)(row[k] / sqrt(squares));
  return 1;
}

static void encode_spectrum(const bins *all, const acml_sample *sample, float *row, char *message) {
  const size_t width = all->fragments + all->losses;
  for (size_t k = 0; k < width; k++) row[k] = 0;
  if (!sample->positions || sample->peak_count == 0) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "found no peaks, expected a mass spectrum");
    return;
  }
  // In EI spectra nobody says which ion was isolated; the heaviest one that is seen stands for the whole.
  const double whole =
      isnan(sample->precursor_mz) ? sample->positions[sample->peak_count - 1] : sample->precursor_mz;
  for (uint32_t peak = 0; peak < sample->peak_count; peak++) {
    const double mz = sample->positions[peak], value = sqrt(fmax(0, sample->intensities[peak]));
    put(row, all->fragments, all->width, mz, value);
    if (all->losses && mz < whole) put(row + all->fragments, all->losses, all->width, whole - mz, value);
  }
  if (!normalize(row, all->fragments)) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "no peak with any intensity lies up to m/z %g", all->greatest_mz);
    return;
  }
  // A spectrum of one peak has no losses.
  if (all->losses) normalize(row + all->fragments, all->losses);
}

static int32_t encode(
    void *encoder, const acml_sample *const *samples, uint64_t count, float *embeddings, char *const *messages) {
  const bins *all = encoder;
  for (uint64_t index = 0; index < count; index++)
    encode_spectrum(all, samples[index], embeddings + index * (all->fragments + all->losses), messages[index]);
  return 0;
}

static const acml_setting settings[] = {
  {sizeof(acml_setting), ACML_NUMBER, "binWidth", "width of a bin, in Th", "1", 0.01, 100},
  {sizeof(acml_setting), ACML_NUMBER, "greatestMZ", "m/z of the last bin of fragments", "500", 10, 5000},
  {sizeof(acml_setting), ACML_NUMBER, "greatestLoss", "last bin of neutral losses, in Da; 0 for none", "200", 0, 5000},
};

const acml_modality_encoder peak_bins = {
  .size = sizeof(acml_modality_encoder),
  .flags = ACML_THREAD_SAFE,
  .id = "peak-bins",
  .summary = "binned peaks and neutral losses of mass spectra; nothing is learned",
  .modalities = "gc-ms lc-ms",
  .settings = settings,
  .setting_count = sizeof settings / sizeof *settings,
  .open = open_bins,
  .close = close_bins,
  .dimensions = dimensions,
  .encode = encode,
};
