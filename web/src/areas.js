// The areas of the page, in the order of the primary navigation. This is the one module that knows them all.

import { AREA as CHECK } from "./areas/check/area.js";
import { renderResults } from "./areas/check/tabs.js";
import { AREA as FIX } from "./areas/fix/area.js";
import { renderFix } from "./areas/fix/fix.js";
import { AREA as INSIGHT } from "./areas/insight/area.js";
import { renderInsight } from "./areas/insight/figures.js";
import { AREA as REFERENCE } from "./areas/reference/area.js";
import { renderReference } from "./areas/reference/reference.js";

/** `render(box, changed keys)` shows an area in its element of the page, or leaves it as it is. */
export const AREAS = [
  { ...CHECK, box: "results", render: renderResults },
  { ...FIX, box: "area-fix", render: renderFix },
  { ...INSIGHT, box: "area-insight", render: renderInsight },
  { ...REFERENCE, box: "area-reference", render: renderReference },
];

export const areaOf = ({ area }) => AREAS.find(({ name }) => name === area);

/** What is in view: a tab of an area that has several, or the area itself. */
export const partOf = (view) => areaOf(view).views[view.tab] ?? Object.values(areaOf(view).views)[0];
