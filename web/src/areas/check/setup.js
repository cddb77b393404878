// The upper part of the page: the files, the year, the authority, the rules to run.

import { app } from "../../shared/app.js";
import { ask } from "../../shared/dialog.js";
import { button, fill, h, linkButton, onceOfTwo } from "../../shared/dom.js";
import { editionOf } from "../../shared/edition.js";
import { progressIn } from "../../../engine/progress.js";
import { some, yearLabel } from "../../shared/words.js";
import { renderBeforeCheck } from "./before_check.js";
import { chooseRules } from "./choose_rules.js";
import { gatherDropped, gatherPicked } from "./gather.js";
import { renderManifest } from "./manifest.js";
import { addFiles, addSample, chooseAuthority, chooseYear, clearEverything } from "./files.js";
import { renderAsAt, startAsAt } from "./as_at.js";
import { stop } from "../../shared/work.js";
import { validate } from "./checking.js";

const at = (id) => document.getElementById(id);

/** Wire the controls that index.html holds; called once, when the page is locked. */
export function startSetup() {
  const files = at("files");
  files.addEventListener("change", () => handOver(gatherPicked(files)));
  files.addEventListener("cancel", () => (purpose = addFiles));
  at("choose-folder").addEventListener("click", () => pickFolder(files));
  at("sample").addEventListener(
    "click",
    onceOfTwo(() => addSample(2000)),
  );
  at("validate").addEventListener("click", validate);
  at("clear").addEventListener("click", onceOfTwo(confirmClear));
  at("choose-rules").addEventListener("click", onceOfTwo(chooseRules));
  at("year").addEventListener("change", ({ target }) => chooseYear(Number(target.value) || null));
  startAsAt(at("as-at"));
  at("authority").addEventListener("change", ({ target }) => chooseAuthority(target.value));
  takeDrops();
  for (const id of ["files", "choose-folder"]) at(id).disabled = false;
}

/** Fill what needs the engine's word; called once, when the engine is up. */
export function fillOptions() {
  const { years, authorities } = app.spec;
  const first = new Set(app.config.authorities);
  const option = ({ code, name }) => h("option", { value: code }, name);
  fill(
    at("year"),
    h("option", { value: "" }, "Choose a year"),
    years
      .toReversed()
      .map(({ year }) => h("option", { value: String(year) }, `${yearLabel(year)} (to 31 March ${year})`)),
  );
  const own = authorities.filter(({ code }) => first.has(code));
  fill(
    at("authority"),
    h("option", { value: "" }, "Choose an authority"),
    own.length ? h("optgroup", { label: app.config.group || "Your group" }, own.map(option)) : null,
    own.length
      ? h("optgroup", { label: "England" }, authorities.filter(({ code }) => !first.has(code)).map(option))
      : authorities.map(option),
  );
  for (const id of ["sample", "year", "as-at", "authority", "choose-rules", "validate", "clear"])
    at(id).disabled = false;
}

// --- taking files ----------------------------------------------------------------------------------------------------

/** What the next files chosen are for: the return, unless a view asked for something else. */
let purpose = addFiles;

function handOver(gathering) {
  const use = purpose;
  purpose = addFiles;
  return use(gathering);
}

/** Have the user choose files that are not of the return; `use(gathering)` gets them. */
export function pickFor(use) {
  purpose = use;
  at("files").click();
}

function pickFolder(files) {
  const restore = () => (files.webkitdirectory = false);
  files.webkitdirectory = true;
  files.addEventListener("change", restore, { once: true });
  files.addEventListener("cancel", restore, { once: true });
  files.click();
}

function takeDrops() {
  const cover = at("drop-cover");
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    cover.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) cover.hidden = true;
  });
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    cover.hidden = true;
    const zone = event.target.closest("[data-takes]");
    if (zone) zone.dispatchEvent(new CustomEvent("taken", { detail: gatherDropped(event.dataTransfer) }));
    else addFiles(gatherDropped(event.dataTransfer));
  });
}

async function confirmClear() {
  const answer = await ask(
    "Clear everything?",
    h(
      "p",
      { class: "govuk-body" },
      "The files, the results and your choices are forgotten, in the page and in the engine. Your files themselves stay where they are.",
    ),
    [
      { text: "Clear everything", value: "clear", kind: "warning" },
      { text: "Cancel", value: "" },
    ],
  );
  if (answer === "clear") {
    await clearEverything();
    at("main").focus();
  }
}

// --- showing ---------------------------------------------------------------------------------------------------------

/** Show the state of the set-up. */
export function renderSetup(changed) {
  const { state } = app;
  if (["manifest", "year", "results"].some((key) => changed.has(key))) renderManifest(at("manifest"));
  if (["manifest", "results", "stale"].some((key) => changed.has(key))) renderBeforeCheck(at("before-check"));
  if (["manifest", "year", "check.filesYear"].some((key) => changed.has(key))) renderYearHint(at("year-hint"));
  if (changed.has("manifest"))
    for (const id of ["welcome", "sample"]) at(id).hidden = Boolean(state.manifest?.parts.length);
  if (changed.has("year")) at("year").value = state.year ? String(state.year) : "";
  if (["manifest", "year", "check.asAt", "check.chosen"].some((key) => changed.has(key)))
    renderAsAt(at("as-at"), at("as-at-hint"));
  if (changed.has("check.authority")) at("authority").value = state.check.authority;
  if (["check.authority", "manifest", "check.chosen", "results"].some((key) => changed.has(key)))
    at("authority-hint").textContent = authorityHint();
  if (["check.codes", "check.ruleset"].some((key) => changed.has(key))) at("choose-rules").textContent = rulesLabel();
  if (["year", "check.ruleset"].some((key) => changed.has(key))) renderEdition();
  if (["stale", "results", "manifest"].some((key) => changed.has(key))) {
    at("validate").textContent = state.results ? "Check again" : "Check the return";
    at("files-label").textContent = state.manifest?.parts.length ? "Add or replace files" : "Choose files";
    at("setup").classList.toggle("setup--stale", state.stale);
  }
  if (changed.has("progress")) renderProgress();
  if (changed.has("notice")) renderNotice();
}

function renderEdition() {
  const { year } = app.state;
  const { ruleset } = app.state.check;
  at("rules-edition").textContent = editionOf(ruleset ?? year);
  at("rules-edition").hidden = !at("rules-edition").textContent;
}

const TOAST = 6_000;
let fading;

/** What was done stands above the results; whoever is far below sees it for a while at the foot of the window. */
function renderNotice() {
  const { notice, results, progress } = app.state;
  at("notice").textContent = notice;
  clearTimeout(fading);
  at("toast").textContent = notice;
  at("toast").hidden = !notice || !results || Boolean(progress) || at("notice").getBoundingClientRect().bottom > 0;
  fading = setTimeout(() => (at("toast").hidden = true), TOAST);
}

/** A year that is not that of the files was chosen by mistake, as a rule. */
function renderYearHint(hint) {
  const { manifest, year } = app.state;
  const { filesYear } = app.state.check;
  const differs = manifest?.parts.length && year && filesYear && year !== filesYear;
  fill(
    hint,
    differs && [
      `The files are of ${yearLabel(filesYear)}; you chose ${yearLabel(year)}. `,
      linkButton(`Use ${yearLabel(filesYear)}`, () => chooseYear(filesYear), { id: "use-files-year" }),
    ],
  );
}

function authorityHint() {
  const { manifest, results } = app.state;
  const { authority, chosen } = app.state.check;
  if (!manifest?.parts.length) return "";
  if (!authority)
    return "The files do not say which authority this is. Without it, rules about placements in or outside the area do not run.";
  return chosen.authority || results
    ? ""
    : "The year and the authority were worked out from the files: please check that they are right.";
}

function rulesLabel() {
  const { codes, ruleset } = app.state.check;
  const which = codes ? some(codes.size, "rule") : "All rules";
  return ruleset ? `${which} of ${yearLabel(ruleset)}` : which;
}

let shown = null;

function renderProgress() {
  const { progress } = app.state;
  const box = at("progress");
  if (!progress) {
    const stopped = box.contains(document.activeElement);
    shown?.end();
    shown = null;
    box.replaceChildren();
    if (stopped) at("validate").focus({ preventScroll: true });
    return;
  }
  at("toast").hidden = true; // it would lie over the button that stops
  shown ??= openProgress(box);
  shown.show(progress.label, progress.done, progress.total);
}

function openProgress(box) {
  const words = h("span", { id: "progress-label", role: "status" });
  const seconds = h("span", { "aria-hidden": "true" });
  const bar = h("progress", { id: "progress-bar", "aria-labelledby": "progress-label" });
  fill(
    box,
    h("div", { class: "progress" }, h("p", { class: "govuk-body" }, words, " ", seconds), bar, button("Stop", stop)),
  );
  return progressIn(words, seconds, bar);
}
