// The council's own list of who works with which child.

import { app, set } from "../../shared/app.js";
import { grouped, some } from "../../shared/words.js";
import { ASKS } from "./area.js";
import { takeManifest } from "./files.js";
import { keepFilters } from "./filters.js";
import { opened } from "./gather.js";

/** Read the council's own list of who works with which child. */
export async function readAllocation(gathering) {
  const [file] = await opened(gathering);
  const list = file && (await ASKS.readAllocationList(file));
  if (list) await mapAllocation(list.headings, list.guess);
}

/** Say which columns of the list hold what: `mapping` from CHILD, WORKER, TEAM and EMAIL to headings. */
export async function mapAllocation(headings, mapping) {
  let told = "Say which columns hold the child and the worker (or the team).";
  if (mapping.CHILD && (mapping.WORKER || mapping.TEAM)) {
    const named = Object.fromEntries(Object.entries(mapping).filter(([, heading]) => heading));
    const taken = await ASKS.useAllocationList(named);
    if (!taken) return;
    useWorkers(taken);
    const inReturn = taken.inReturn === null ? "" : `, ${grouped(taken.inReturn)} of them in the return`;
    const found = `${some(taken.listed, "child", "children")} in the list${inReturn}.`;
    told = [found, ...taken.sentences].join(" ");
  }
  set({ check: { allocation: { headings, mapping, told } } });
}

/** Use a file that was given with the return as the list that it is. */
export async function useAsAllocation(part) {
  const list = await ASKS.readGivenList(part);
  if (!list) return;
  takeManifest(list.manifest, { changed: false });
  await mapAllocation(list.headings, list.guess);
  set({ notice: `Used as allocation list: ${app.state.check.allocation.told}` });
}

/** Go by the return's own social workers again. */
export async function dropAllocation() {
  const taken = await ASKS.useAllocationList(null);
  if (!taken) return;
  useWorkers(taken);
  set({ check: { allocation: null }, notice: "The social workers of the return are used." });
}

/** Names of workers and teams come and go with an allocation list; a filter by one that is gone goes too. */
function useWorkers(told) {
  if (!app.state.results) return;
  app.state.results.takeWorkers(told);
  app.state.check.filters = keepFilters(app.state.results);
}
