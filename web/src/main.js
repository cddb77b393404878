// The page: starts the engine, locks, and shows what app.js holds.

import { version } from "../engine/boot.js";
import { keepRelease, NOT_KEPT, onNewRelease, useNewRelease } from "../engine/offline.js";
import { startEngine } from "../engine/start.js";
import { app, onChange, set } from "./app.js";
import { button, fill, h } from "./dom.js";
import { Glossary } from "./words.js";
import { titleOf } from "./title.js";
import { startTrail } from "./trail.js";
import "./print.js";
import { renderProblem } from "./views/problem.js";
import { renderReference } from "./views/reference_link.js";
import { renderResults } from "./views/results.js";
import { fillOptions, renderSetup, startSetup } from "./views/setup.js";

const at = (id) => document.getElementById(id);

async function start() {
  const { engine, started, config } = await startEngine();
  Object.assign(app, { engine, config });
  at("lock").textContent = "Locked: this page can no longer send anything";
  at("group").textContent = config.group;
  startSetup();
  const spec = await started;
  Object.assign(app, { spec, glossary: new Glossary(spec) });
  fillOptions();
  at("starting").hidden = true;
  at("version").textContent = `Version ${version}.${config.contact ? ` Questions: ${config.contact}` : ""}`;
  renderReference();
  set({ phase: app.state.phase === "starting" ? "ready" : app.state.phase });
  const kept = await keepRelease();
  document.documentElement.dataset.offline = kept ? "yes" : "no";
  at("offline").textContent = kept ? "This page is kept in your browser and starts without a network." : NOT_KEPT;
  onNewRelease(offerRelease);
}

function offerRelease() {
  fill(
    at("update"),
    h(
      "div",
      { class: "govuk-inset-text", role: "status" },
      h(
        "p",
        null,
        "A newer version of this tool is ready. It starts when you say so; the files and results in this page are then cleared.",
      ),
      button("Start the newer version", useNewRelease, { id: "use-new-release" }),
    ),
  );
}

onChange((changed) => {
  document.title = titleOf(app.state);
  renderSetup(changed);
  if (changed.has("problem") || changed.has("trouble")) renderProblem(at("problem"));
  if (["results", "filters", "view", "stale", "answers", "allocation", "choices"].some((key) => changed.has(key)))
    renderResults(at("results"), changed);
  if (changed.has("results")) {
    document.documentElement.classList.toggle("has-results", Boolean(app.state.results));
    renderReference();
    if (!app.state.before) startTrail();
    if (app.state.results) {
      at("results").focus({ preventScroll: true });
      at("results").scrollIntoView({ block: "start" });
    }
  }
});

addEventListener("beforeunload", (event) => {
  if (app.state.results || app.state.manifest?.parts.length) event.preventDefault();
});

try {
  await start();
} catch (error) {
  document.documentElement.dataset.state = "failed";
  at("start-progress").hidden = true;
  at("start-seconds").hidden = true;
  at("start-status").textContent = `The page could not start. ${error.message}`;
  throw error;
}
