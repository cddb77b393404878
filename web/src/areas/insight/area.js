// The area Insight: what the return says of the children as a whole. What it shows, and what it asks of the engine.

import { ofResults } from "../../shared/work.js";

export const AREA = {
  name: "insight",
  title: "Insight",
  heading: "Figures of the return",
  views: { insight: { title: "Insight", printed: "Figures of the return" } },
};

/** What it asks of the engine. No other module of the area names a function of the engine. */
export const ASKS = { figures: ofResults("figures") };
