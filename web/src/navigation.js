// The primary navigation: the areas, of which one is in view.

import { AREAS, areaOf } from "./areas.js";
import { app } from "./shared/app.js";
import { fill, h } from "./shared/dom.js";
import { go } from "./shared/trail.js";

const at = (id) => document.getElementById(id);

/** Show the way to every area; called once, when they can be looked at. */
export function startNavigation() {
  fill(
    at("areas"),
    AREAS.map(({ name, title }) =>
      h(
        "li",
        null,
        h("button", { type: "button", class: "areas__link", id: `go-${name}`, onclick: () => open(name) }, title),
      ),
    ),
  );
  mark();
}

/** What was open in an area is found again on coming back to it. */
function open(area) {
  if (area !== app.state.view.area) go({ ...app.state.view, area });
}

function mark() {
  for (const { name } of AREAS) {
    const isShown = name === app.state.view.area;
    at(`area-${name}`).hidden = !isShown;
    if (isShown) at(`go-${name}`)?.setAttribute("aria-current", "page");
    else at(`go-${name}`)?.removeAttribute("aria-current");
  }
}

let shown = app.state.view.area;

/** Show the area in view, and have each area show what changed. Going to another one starts at its heading. */
export function renderAreas(changed) {
  const { view } = app.state;
  const isOther = view.area !== shown;
  shown = view.area;
  if (isOther) {
    mark();
    document.documentElement.dataset.area = view.area;
    at("title").textContent = areaOf(view).heading;
  }
  for (const { box, render } of AREAS) render(at(box), changed);
  if (isOther) {
    scrollTo({ top: 0, behavior: "instant" });
    at("title").focus({ preventScroll: true });
  }
}
