// A chart as an SVG file: svgcanvas takes what Chart.js would paint, and writes it down as a drawing. It runs where Chart.js
// does, for the reasons given in chart.js, and is handed the chart's strokes alone.

import { Context } from "../../vendor/svgcanvas/dist/svgcanvas.esm.js";

const ANCHORS = { left: "start", start: "start", center: "middle", right: "end", end: "end" };
const BASELINES = { top: "text-before-edge", hanging: "hanging", middle: "central", bottom: "text-after-edge" };

/** A canvas's context that keeps a drawing. */
class Drawing extends Context {
  /** Chart.js asks its canvas for this; here they are one. */
  getContext() {
    return this;
  }

  /** Of svgcanvas's own way the page's policy refuses the style attribute by which it takes a font apart. */
  fillText(text, x, y) {
    const element = this.__createElement(
      "text",
      {
        x,
        y,
        "text-anchor": ANCHORS[this.textAlign] ?? "start",
        "dominant-baseline": BASELINES[this.textBaseline] ?? "alphabetic",
      },
      true,
    );
    element.textContent = text;
    this.__applyTransformation(element);
    this.__closestGroupOrSvg().append(element);
    this.__currentElement = element;
    this.__applyStyleToCurrentElement("fill");
  }
}

/**
 * What `paint(canvas)` paints on a canvas of this size, in pixels, as the text of an SVG file in a font of this size.
 * `paint` answers with a function that clears up.
 */
export function asDrawing({ width, height, font, paint }) {
  const drawing = new Drawing(width, height);
  const clear = paint(drawing);
  const root = drawing.getSvg();
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("font-family", font.family);
  root.setAttribute("font-size", String(font.size));
  const text = drawing.getSerializedSvg();
  clear();
  return text;
}
