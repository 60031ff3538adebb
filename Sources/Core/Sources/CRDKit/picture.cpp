// Drawing.
#include "molecule.h"
#include "pixels.h"
#include "plain_smiles.h"
#include "raster.h"

#include <GraphMol/Depictor/RDDepictor.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/MolDraw2D/MolDraw2DCairo.h>
#include <GraphMol/MolDraw2D/MolDraw2DSVG.h>
#include <GraphMol/MolDraw2D/MolDraw2DUtils.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>

#include <boost/shared_array.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace RDKit;

namespace {

// The drawing context is private, and the public ways to the pixels are a surface of one's own, which RDKit 2022.09
// ignores, and PNG, which takes longer than the drawing. An explicit instantiation may name a private member.
template <cairo_t *MolDraw2DCairo::*Member>
struct ContextOf {
  friend cairo_t *context(MolDraw2DCairo &drawing) { return drawing.*Member; }
};
cairo_t *context(MolDraw2DCairo &);
template struct ContextOf<&MolDraw2DCairo::dp_cr>;

// A drawing whose lines and polygons, nearly all of a molecule, go straight into the pixels: cairo makes a path, its
// outline and a list of spans of each. Letters and wavy or dashed lines are cairo's.
class PixelDrawing : public MolDraw2DCairo {
 public:
  using MolDraw2DCairo::MolDraw2DCairo;

  cairo_surface_t *surface() { return cairo_get_target(context(*this)); }

  void setColour(const DrawColour &colour) override { MolDraw2D::setColour(colour); }

  void clearDrawing() override { raster().clear(pixelColour(drawOptions().backgroundColour)); }

  void drawLine(const Point2D &from, const Point2D &to, bool areRaw = false) override {
    if (!dash().empty()) {
      MolDraw2DCairo::setColour(colour());
      return MolDraw2DCairo::drawLine(from, to, areRaw);
    }
    raster().stroke({place(from, areRaw), place(to, areRaw)}, getDrawLineWidth(), false, pixelColour(colour()));
  }

  void drawPolygon(const std::vector<Point2D> &points, bool areRaw = false) override {
    std::vector<crdkit::PixelPoint> places;
    for (const Point2D &point : points) places.push_back(place(point, areRaw));
    if (fillPolys())
      raster().fill(places, getDrawLineWidth(), pixelColour(colour()));
    else
      raster().stroke(places, getDrawLineWidth(), false, pixelColour(colour()));
  }

  void drawWavyLine(
      const Point2D &from, const Point2D &to, const DrawColour &colour1, const DrawColour &colour2,
      unsigned int segments = 16, double offset = 0.05, bool areRaw = false) override {
    MolDraw2DCairo::setColour(colour1);
    MolDraw2DCairo::drawWavyLine(from, to, colour1, colour2, segments, offset, areRaw);
  }

 private:
  std::optional<crdkit::Raster> pixels;

  // The surface exists once drawing has begun.
  crdkit::Raster &raster() {
    if (!pixels) {
      cairo_surface_flush(surface());
      auto words = reinterpret_cast<uint32_t *>(cairo_image_surface_get_data(surface()));
      if (!words) throw std::runtime_error("cairo has no memory for the picture");
      pixels.emplace(
          words, cairo_image_surface_get_width(surface()), cairo_image_surface_get_height(surface()),
          size_t(cairo_image_surface_get_stride(surface())) / sizeof(uint32_t));
    }
    return *pixels;
  }

  crdkit::PixelPoint place(const Point2D &point, bool isRaw) {
    const Point2D place = isRaw ? point : getDrawCoords(point);
    return {place.x, place.y};
  }

  static crdkit::PixelColour pixelColour(const DrawColour &colour) { return {colour.r, colour.g, colour.b, colour.a}; }
};

// A drawing opens a font and makes a surface, so that each thread keeps its last one. What was drawn before is kept by
// RDKit too; hence a new one now and then.
class KeptDrawing {
 public:
  KeptDrawing(int width, int height) {
    if (kept.drawing && kept.uses < 64 && kept.drawing->width() == width && kept.drawing->height() == height) {
      one = std::move(kept);
      // The next picture is the first: the page is cleared before it.
      one.drawing->setActiveMolIdx(-1);
    } else {
      one.drawing = std::make_unique<PixelDrawing>(width, height);
    }
    ++one.uses;
  }

  PixelDrawing &operator*() { return *one.drawing; }

  // To be called when all went well; a drawing that was broken off is not kept.
  void keep() { kept = std::move(one); }

 private:
  struct One {
    std::unique_ptr<PixelDrawing> drawing;
    int uses = 0;
  };
  static thread_local One kept;
  One one;
};

thread_local KeptDrawing::One KeptDrawing::kept;

// Coordinates depend on the order of atoms and bonds; that of the canonical SMILES makes the picture a function of the
// molecule. Reading that SMILES back is spared what RDKit has found out about the molecule before. A molecule whose
// canonical SMILES can't be read back keeps its own order. `places` tells for each atom of the molecule where it then
// stands.
RWMol inCanonicalOrder(const RWMol &mol, const crdkit::CanonicalForm &form, std::vector<unsigned int> &places) {
  places.resize(mol.getNumAtoms());
  std::iota(places.begin(), places.end(), 0);
  try {
    std::unique_ptr<RWMol> reread = crdkit::readPlainSmiles(form.smiles);
    if (!reread) {
      SmilesParserParams unchanged;
      unchanged.sanitize = unchanged.removeHs = false;
      reread.reset(SmilesToMol(form.smiles, unchanged));
    }
    if (reread && reread->getNumAtoms() == places.size() && form.order.size() == places.size()) {
      unsigned int failed;
      MolOps::sanitizeMol(*reread, failed, MolOps::SANITIZE_PROPERTIES | MolOps::SANITIZE_SYMMRINGS);
      for (unsigned int place = 0; place < form.order.size(); ++place) {
        const Atom *atom = mol.getAtomWithIdx(form.order[place]);
        Atom *copy = reread->getAtomWithIdx(place);
        // Decides angles.
        copy->setHybridization(atom->getHybridization());
        copy->setNumRadicalElectrons(atom->getNumRadicalElectrons());
        places[form.order[place]] = place;
      }
      return RWMol(std::move(*reread));
    }
  } catch (const std::exception &) {
  }
  return RWMol(mol);
}

// Bonds between each two atoms, found from each atom in turn, where RDKit's layout looks for them; it would otherwise
// use the algorithm of Floyd and Warshall, in cubic time.
void setDistances(RWMol &mol) {
  const unsigned int count = mol.getNumAtoms();
  boost::shared_array<double> distances(new double[size_t(count) * count]);
  std::vector<unsigned int> queue(count), starts(count + 1), near(2 * mol.getNumBonds());
  for (const Bond *bond : mol.bonds()) {
    ++starts[bond->getBeginAtomIdx()];
    ++starts[bond->getEndAtomIdx()];
  }
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  for (const Bond *bond : mol.bonds()) {
    near[--starts[bond->getBeginAtomIdx()]] = bond->getEndAtomIdx();
    near[--starts[bond->getEndAtomIdx()]] = bond->getBeginAtomIdx();
  }
  for (unsigned int from = 0; from < count; ++from) {
    double *row = distances.get() + size_t(from) * count;
    std::fill_n(row, count, 1e8);
    row[from] = 0;
    unsigned int end = 0;
    queue[end++] = from;
    for (unsigned int first = 0; first < end; ++first) {
      const unsigned int atom = queue[first];
      for (unsigned int index = starts[atom]; index < starts[atom + 1]; ++index) {
        if (row[near[index]] < 1e8) continue;
        row[near[index]] = row[atom] + 1;
        queue[end++] = near[index];
      }
    }
  }
  mol.setProp("DistanceMatrix", distances, true);
}

void draw(
    const RWMol &mol, const crdkit::CanonicalForm &form, MolDraw2D &drawing, const crdkit_picture_style &style,
    const crdkit_highlight *highlights = nullptr, uint32_t count = 0) {
  std::vector<unsigned int> places;
  RWMol copy = inCanonicalOrder(mol, form, places);
  setDistances(copy);
  RDDepict::compute2DCoords(copy);
  drawing.drawOptions().includeMetadata = false;
  drawing.drawOptions().rotate = style.rotation;
  drawing.drawOptions().bondLineWidth = style.line_width;
  drawing.drawOptions().atomHighlightsAreCircles = true;
  std::vector<int> atoms;
  std::map<int, DrawColour> colours;
  std::map<int, double> radii;
  for (uint32_t index = 0; index < count; ++index) {
    const crdkit_highlight &one = highlights[index];
    if (one.atom >= places.size()) throw std::out_of_range("there is no atom " + std::to_string(one.atom));
    atoms.push_back(int(places[one.atom]));
    colours[atoms.back()] = DrawColour(one.red, one.green, one.blue);
    radii[atoms.back()] = one.radius;
  }
  // What `prepareAndDrawMolecule` does with another copy.
  MolDraw2DUtils::prepareMolForDrawing(copy);
  drawing.drawOptions().prepareMolsBeforeDrawing = false;
  drawing.drawMolecule(copy, "", &atoms, nullptr, &colours, nullptr, &radii);
}

}  // namespace

extern "C" {

crdkit_status crdkit_draw_pixels(
    const crdkit_molecule *molecule, int32_t width, int32_t height, crdkit_picture_style style, int32_t channels,
    uint8_t *pixels, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    KeptDrawing kept(width, height);
    PixelDrawing &drawing = *kept;
    draw(mol, molecule->canonicalForm(), drawing, style);
    if (!crdkit::copyPixels(drawing.surface(), channels, pixels))
      throw std::runtime_error("cairo has no memory for the picture");
    kept.keep();
  });
}

crdkit_status crdkit_draw_svg(
    const crdkit_molecule *molecule, int32_t width, int32_t height, crdkit_picture_style style,
    const crdkit_highlight *highlights, uint32_t count, char **text) {
  return crdkit::guardedText(molecule, text, [&](const RWMol &mol) {
    MolDraw2DSVG drawing(width, height);
    draw(mol, molecule->canonicalForm(), drawing, style, highlights, count);
    drawing.finishDrawing();
    return drawing.getDrawingText();
  });
}

}  // extern "C"
