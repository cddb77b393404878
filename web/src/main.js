// The page: starts the engine, locks, and shows what app.js holds.

import { version } from "../engine/boot.js";
import { keepRelease, NOT_KEPT, onNewRelease, useNewRelease } from "../engine/offline.js";
import { startEngine } from "../engine/start.js";
import { fillOptions, renderSetup, startSetup } from "./areas/check/setup.js";
import { renderAreas, startNavigation } from "./navigation.js";
import "./print.js";
import { renderProblem } from "./problem.js";
import { app, onChange, set } from "./shared/app.js";
import { button, fill, h } from "./shared/dom.js";
import { startTrail } from "./shared/trail.js";
import { Glossary } from "./shared/words.js";
import { titleOf } from "./title.js";

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
  startNavigation();
  startTrail();
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
  renderAreas(changed);
  if (changed.has("results")) resultsChanged();
});

function resultsChanged() {
  const { results, view, check } = app.state;
  document.documentElement.classList.toggle("has-results", Boolean(results));
  if (!check.before) startTrail();
  if (!results || view.area !== "check") return;
  at("results").focus({ preventScroll: true });
  at("results").scrollIntoView({ block: "start" });
}

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
