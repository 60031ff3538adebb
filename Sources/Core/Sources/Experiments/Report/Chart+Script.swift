extension Chart {
  /// Draws the charts when the page is there, as wide as their places are, and shows the structure of a point that the
  /// pointer is on or the arrow keys have come to.
  static let script = #"""
    (() => {
      const structures = JSON.parse(document.getElementById("structures").textContent);
      const card = document.createElement("div");
      card.className = "card";
      card.setAttribute("role", "status");
      card.hidden = true;
      document.body.append(card);

      function show(value, x, y) {
        card.replaceChildren();
        if (structures[value.structure]) {
          const drawing = document.createElement("div");
          drawing.className = "structure";
          drawing.innerHTML = structures[value.structure];
          card.append(drawing);
        }
        for (const line of [].concat(value.lines ?? value)) {
          const text = document.createElement("p");
          text.textContent = line;
          card.append(text);
        }
        card.hidden = false;
        const left = Math.min(x + 14, innerWidth - card.offsetWidth - 8);
        const below = y + 14 + card.offsetHeight < innerHeight;
        card.style.left = Math.max(8, left) + "px";
        card.style.top = Math.max(8, below ? y + 14 : y - 14 - card.offsetHeight) + "px";
      }
      const hide = () => { card.hidden = true; };

      for (const figure of document.querySelectorAll("figure.chart")) {
        const place = figure.querySelector(".plot");
        const specification = JSON.parse(figure.querySelector("script").textContent);
        const view = new vega.View(vega.parse(specification), {
          renderer: "svg", container: place, bind: figure.querySelector(".controls"), hover: true, logLevel: vega.Warn,
        });
        view.tooltip((handler, event, item, value) => value ? show(value, event.clientX, event.clientY) : hide());
        let width = 0;
        new ResizeObserver(() => {
          if (!place.clientWidth || place.clientWidth === width) return;
          width = place.clientWidth;
          view.width(width).runAsync();
        }).observe(place);
        if ("points" in place.dataset) walk(view, place);
      }

      // The arrow keys go from point to point in the order of the first axis.
      function walk(view, place) {
        let at = -1;
        place.addEventListener("keydown", (event) => {
          const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
          if (event.key === "Escape") { hide(); view.signal("active", -1).runAsync(); }
          if (!step) return;
          event.preventDefault();
          const points = view.data("points").slice().sort((a, b) => a.x - b.x);
          at = Math.min(points.length - 1, Math.max(0, at + step));
          const point = points[at], origin = view.origin(), box = place.getBoundingClientRect();
          view.signal("active", point.structure).runAsync();
          show({ structure: point.structure, lines: point.lines },
            box.left + origin[0] + view.scale("x")(point.x), box.top + origin[1] + view.scale("y")(point.y));
        });
        place.addEventListener("blur", () => { hide(); view.signal("active", -1).runAsync(); });
      }
    })();
    """#
}
