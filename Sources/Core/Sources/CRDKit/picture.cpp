// Drawing.
#include "molecule.h"
#include "pixels.h"
#include "plain_smiles.h"

#include <GraphMol/Depictor/RDDepictor.h>
#include <GraphMol/MolOps.h>
#include <GraphMol/MolDraw2D/MolDraw2DCairo.h>
#include <GraphMol/MolDraw2D/MolDraw2DSVG.h>
#include <GraphMol/MolDraw2D/MolDraw2DUtils.h>
#include <GraphMol/SmilesParse/SmilesParse.h>
#include <GraphMol/SmilesParse/SmilesWrite.h>

#include <map>
#include <numeric>
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

// Coordinates depend on the order of atoms and bonds; that of the canonical SMILES makes the picture a function of the
// molecule. Reading that SMILES back is spared what RDKit made sure of when it read the molecule first; hybridisation
// decides angles. A molecule whose canonical SMILES can't be read back keeps its own order. `places` tells for each atom
// of the molecule where it then stands.
RWMol inCanonicalOrder(
    const RWMol &mol, const crdkit::CanonicalForm &form, std::vector<unsigned int> &places) {
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
      MolOps::sanitizeMol(
          *reread, failed,
          MolOps::SANITIZE_PROPERTIES | MolOps::SANITIZE_SYMMRINGS | MolOps::SANITIZE_FINDRADICALS |
              MolOps::SANITIZE_SETCONJUGATION | MolOps::SANITIZE_SETHYBRIDIZATION);
      for (unsigned int place = 0; place < form.order.size(); ++place) places[form.order[place]] = place;
      return RWMol(std::move(*reread));
    }
  } catch (const std::exception &) {
  }
  return RWMol(mol);
}

void draw(
    const RWMol &mol, const crdkit::CanonicalForm &form, MolDraw2D &drawing, const crdkit_picture_style &style,
    const crdkit_highlight *highlights = nullptr, uint32_t count = 0) {
  std::vector<unsigned int> places;
  RWMol copy = inCanonicalOrder(mol, form, places);
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
  MolDraw2DUtils::prepareAndDrawMolecule(drawing, copy, "", &atoms, nullptr, &colours, nullptr, &radii);
}

}  // namespace

extern "C" {

crdkit_status crdkit_draw_pixels(
    const crdkit_molecule *molecule, int32_t width, int32_t height, crdkit_picture_style style, int32_t channels,
    uint8_t *pixels, char **error) {
  return crdkit::guarded(molecule, error, [&](const RWMol &mol) {
    MolDraw2DCairo drawing(width, height);
    draw(mol, molecule->canonicalForm(), drawing, style);
    drawing.finishDrawing();
    if (!crdkit::copyPixels(cairo_get_target(context(drawing)), channels, pixels))
      throw std::runtime_error("cairo has no memory for the picture");
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
