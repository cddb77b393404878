// The files given: read beside those already there, changed, made up, forgotten; and the choices that go with them.

import { app, set, settled } from "../../shared/app.js";
import { begin, end, forgetEverything, inTurn, untilCleared } from "../../shared/work.js";
import { grouped, listed, some } from "../../shared/words.js";
import { asAnswers } from "./answers.js";
import { ASKS } from "./area.js";
import { tellUnreadable } from "./gather.js";
import { keepRuns } from "./runs.js";

/**
 * Read files beside those already given. `gathering` resolves to `{files, unreadable}`: see gather.js. What is asked
 * for meanwhile waits until they are read.
 */
export const addFiles = (gathering) =>
  inTurn(async () => {
    const isCleared = untilCleared();
    begin("Opening the files");
    set({ notice: "" });
    const { files, unreadable } = await gathering;
    if (isCleared()) return;
    if (files.length) await readFiles(files);
    else {
      end();
      set({ phase: settled() });
    }
    tellUnreadable(unreadable);
  });

async function readFiles(files) {
  const before = app.state.manifest?.parts ?? [];
  const buffers = files.map(({ data }) => data.buffer);
  const manifest = await ASKS.addFiles([files], `Reading ${some(files.length, "file")}`, buffers);
  if (!manifest) return;
  // What is of no use for the return leaves the results as good as they were.
  takeManifest(manifest, { changed: usedParts(before) !== usedParts(manifest.parts) });
  const instead = await replaceOlder(before);
  const others = files.length - manifest.packs - manifest.runs.given;
  const said = others ? [`${some(others, "file")} read${instead}.`] : [];
  if (manifest.packs) said.push(await answersFrom(manifest.packs));
  if (manifest.runs.given) said.push(runsFrom(manifest.runs));
  set({ phase: "ready", notice: said.join(" ") });
}

const usedParts = (parts) =>
  parts
    .filter((part) => part.used)
    .map((part) => part.id)
    .join();

/** The saved runs that came among other files, in words. */
function runsFrom({ given, held, sentences }) {
  keepRuns({ held, sentences });
  const unread = sentences.length ? ` ${sentences.join(" ")}` : "";
  return `${some(given, "saved run")} given: see Since last time, once the return is checked.${unread}`;
}

/** The answers in packs that came among other files, in words. */
async function answersFrom(packs) {
  const found = await ASKS.answers();
  if (!found) return "";
  set({ check: { answers: asAnswers(found) } });
  const { results } = app.state;
  const read = `${some(packs, "file of packs", "files of packs")} read for answers:`;
  return results
    ? `${read} ${some(found.error.length, "answer")} about errors that are still there, ${grouped(found.noLongerFound)} about errors no longer found. See Reports.`
    : `${read} ${some(found.held, "answer")}, shown once the return is checked.`;
}

/** Read a made-up return. */
export const addSample = (children) =>
  inTurn(async () => {
    set({ notice: "" });
    const manifest = await ASKS.addSample([children, 2026], "Making up a return");
    if (!manifest) return;
    takeManifest(manifest);
    set({ phase: "ready", notice: "A made-up return is here to try the tool with. It describes no real child." });
  });

/**
 * What was given before is not used where there is the same table of the same year now; under its old name it goes from
 * the list too. The answer says so: ", in place of this year's Header (this_year/Header.csv, 1,918 rows)".
 */
async function replaceOlder(before) {
  const known = new Set(before.map((part) => part.id));
  const added = app.state.manifest.parts.filter((part) => part.used && !known.has(part.id));
  const replaced = before.filter((old) => old.used && added.some((part) => replaces(part, old)));
  for (const old of replaced) if (added.some((part) => part.file === old.file)) await changeFiles("remove", old.id);
  if (!replaced.length) return "";
  const named = replaced.slice(0, MOST_NAMED).map(inFull);
  const more = replaced.length - named.length;
  return `, in place of ${listed(more ? [...named, some(more, "other table")] : named)}`;
}

const MOST_NAMED = 4;

function inFull({ table, period, file, rows }) {
  const which = table === "Providers" ? "Ofsted's provider list" : `${period}'s ${table}`;
  return `${which} (${file}, ${some(rows, "row")})`;
}

/** Provider lists add up, but for one that is given again. */
const replaces = (part, old) =>
  part.table === old.table && part.period === old.period && (part.table !== "Providers" || part.file === old.file);

const CHANGED = {
  assign: "The file is now read as you said.",
  remove: "The file is left out.",
  reread: "These cells are now read as what they plainly mean.",
};

/** Change the files given: `how` is a key of CHANGED. */
export async function changeFiles(how, ...args) {
  const manifest = await ASKS[how](...args);
  if (!manifest) return;
  takeManifest(manifest);
  set({ notice: CHANGED[how], problem: null });
}

/** Counts the changes of what is checked, so that a check can tell at its end whether it is up to date. */
let changes = 0;

/** A function that says whether what is checked has changed since now. */
export function untilChanged() {
  const upTo = changes;
  return () => changes !== upTo;
}

function outOfDate() {
  changes++;
  return { stale: Boolean(app.state.results) };
}

/** Show what the engine holds now. `changed`: whether what is checked differs from before. */
export function takeManifest(manifest, { changed = true } = {}) {
  const { chosen, codes, ruleset, authority: before } = app.state.check;
  const year = chosen.year ? app.state.year : (manifest.year ?? app.state.year);
  const authority = chosen.authority ? before : (manifest.authority ?? before);
  const asAt = chosen.asAt ? app.state.check.asAt : (manifest.asAt ?? "");
  set({ manifest, year, check: { filesYear: manifest.year, authority, asAt }, ...(changed ? outOfDate() : {}) });
  // Its checks go by the year and the authority that the files point to, and by all rules.
  const asChosen = year === manifest.year && (authority || null) === manifest.authority && !chosen.asAt;
  return asChosen && codes === null && ruleset === null ? null : refreshChecks();
}

/** Choose the year; a day of another year is chosen no longer. */
export const chooseYear = (year) =>
  choose({ year }, { chosen: { ...app.state.check.chosen, year: true, asAt: false } });

/** Choose the day on which the return was taken; blank for what the files tell. */
export const chooseAsAt = (asAt) => choose({}, { asAt, chosen: { ...app.state.check.chosen, asAt: Boolean(asAt) } });

/** Choose the authority. */
export const chooseAuthority = (authority) =>
  choose({}, { authority, chosen: { ...app.state.check.chosen, authority: true } });

/** Choose the rules to run: those of the year `ruleset`, where it is another, with these codes, where not all. */
export const chooseRuleset = (ruleset, codes) => choose({}, { ruleset, codes });

/** The checks on the files are made anew. */
function choose(patch, own) {
  set({ ...patch, check: own, problem: null, ...outOfDate() });
  return refreshChecks();
}

async function refreshChecks() {
  const { manifest, year, check } = app.state;
  if (!manifest?.parts.length || !year) return;
  const { authority, codes, ruleset, chosen, asAt } = check;
  const day = chosen.asAt ? asAt : null;
  const fresh = await ASKS.manifest(year, authority || null, codes && [...codes], ruleset, day);
  if (fresh) set({ manifest: fresh, ...(app.state.check.chosen.asAt ? {} : { check: { asAt: fresh.asAt ?? "" } }) });
}

/** Forget everything, in the page and in the engine, and stop what is going on. */
export const clearEverything = () =>
  forgetEverything(ASKS.clear, {
    phase: "ready",
    notice: "Everything is cleared: the files, the results and your choices.",
  });
