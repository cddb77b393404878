// The children: those with errors, to sort and narrow; any child of the return can be found by its identifier.

import { app, set } from "../../shared/app.js";
import { offerText } from "../../shared/dialog.js";
import { button, fill, h, linkButton, number, onceOfTwo, search, select } from "../../shared/dom.js";
import { save } from "../../shared/download.js";
import { grid, ROW_HEIGHT } from "../../shared/grid.js";
import { codeOrder } from "../../shared/order.js";
import { go } from "../../shared/trail.js";
import { grouped, some } from "../../shared/words.js";
import { causesKnown } from "./causes.js";
import { messageAbout } from "./message.js";
import { matching, offerMatches } from "./worker_matches.js";
import { ASKS } from "./area.js";
import { makeReport } from "./saving.js";
import { setFilter } from "./filters.js";

/** The list as last made, by result: Next and Previous ask for it again and again. */
const made = new WeakMap();

/** The children with errors under the filters, as the list shows them; Next and Previous go along it. */
export function childrenInOrder() {
  const { results } = app.state;
  const { filters, choices } = app.state.check;
  const { sort, descending, text } = choices.children;
  const as = [filters, sort, descending, text];
  let last = made.get(results);
  if (!last || as.some((each, i) => each !== last.as[i])) {
    last = { as, found: inOrder(results, filters, choices.children) };
    made.set(results, last);
  }
  return last.found;
}

function inOrder(results, filters, choice) {
  const words = choice.text.trim().toUpperCase();
  const found = results
    .countByChild(results.mask(filters))
    .filter((each) => !words || each.child.toUpperCase().includes(words));
  const order = {
    child: (one, other) => one.place - other.place,
    errors: (one, other) => one.errors - other.errors,
    rules: (one, other) => one.rules.length - other.rules.length,
    worker: (one, other) => codeOrder(one.worker, other.worker),
  }[choice.sort];
  return found.sort(
    (one, other) => (choice.descending ? order(other, one) : order(one, other)) || one.place - other.place,
  );
}

/** The list of children. */
export function childrenView() {
  const holder = h("div");
  const forWorker = h("div", { class: "no-print" });
  const count = h("p", { class: "govuk-body", role: "status" });
  const draw = () => {
    const found = childrenInOrder();
    fill(count, some(found.length, "child with errors", "children with errors"));
    const others = h("div");
    fill(forWorker, workersWork(found));
    fill(holder, found.length ? keepPlace(list(found, draw), found) : null, others);
    findOthers(found, others);
  };
  draw();
  return { element: h("div", null, narrowing(draw), forWorker, count, holder) };
}

/** Coming back from a child finds the list where it was, or where the child is that was looked at last. */
function keepPlace({ element, scroller }, found) {
  const place = app.state.check.choices.children;
  const list = found.map((each) => each.child).join();
  if (place.list !== list) Object.assign(place, { list, top: 0 });
  const row = found.findIndex((each) => each.child === place.seen) * ROW_HEIGHT;
  requestAnimationFrame(() => {
    const height = scroller.clientHeight;
    if (row >= 0 && (row < place.top || row > place.top + height - 2 * ROW_HEIGHT)) place.top = row - height / 2;
    scroller.scrollTop = place.top;
    place.seen = null;
    scroller.addEventListener("scroll", () => (place.top = scroller.scrollTop), { passive: true });
  });
  return element;
}

/** Stands in a select for several values that were chosen elsewhere. */
const SEVERAL = "several";

function narrowing(draw) {
  const { results } = app.state;
  const { filters, choices } = app.state.check;
  const choice = choices.children;
  const one = (kind) => (filters[kind].size > 1 ? SEVERAL : ([...filters[kind]][0] ?? ""));
  const every = (kind, label, noun, words = (value) => value) => [
    { value: "", label },
    ...(filters[kind].size > 1 ? [{ value: SEVERAL, label: some(filters[kind].size, noun) }] : []),
    ...withErrors(kind).map((value) => ({ value, label: words(value) })),
  ];
  const withErrors = (kind) => {
    const counts = results.countBy(kind, results.mask(filters, kind));
    const values = counts.filter((each) => each.errors || filters[kind].has(each.value)).map((each) => each.value);
    return kind === "rule" ? values.sort(codeOrder) : values;
  };
  const narrow =
    (kind) =>
    ({ target }) =>
      target.value === SEVERAL || setFilter(kind, target.value || null);
  return h(
    "div",
    { class: "filters no-print" },
    search("Search child identifiers", {
      id: "child-search",
      value: choice.text,
      oninput: (text) => (choice.text = text),
      draw,
    }),
    select("Rule", {
      id: "child-rule",
      value: one("rule"),
      options: every("rule", "Any rule", "rule"),
      onchange: narrow("rule"),
    }),
    select("Table", {
      id: "child-table",
      value: one("table"),
      options: every("table", "Any table", "table", (name) => app.glossary.tableName(name)),
      onchange: narrow("table"),
    }),
    select("Kind of error", {
      id: "child-category",
      value: one("category"),
      options: every("category", "Any kind", "kind"),
      onchange: narrow("category"),
    }),
    workerBox(withErrors("worker")),
    results.teams.length > 1 &&
      select("Team", {
        id: "child-team",
        value: one("team"),
        options: every("team", "Any team", "team", (team) => team || "None known"),
        onchange: narrow("team"),
      }),
  );
}

const NO_WORKER = "None recorded";

/** A large council has hundreds of workers, so theirs is a box to type in, with suggestions. */
function workerBox(workers) {
  const chosen = [...app.state.check.filters.worker];
  const shown = chosen.length === 1 ? chosen[0] || NO_WORKER : "";
  const matches = h("div", { id: "worker-matches", role: "status" });
  const choose = ({ target }) => {
    const typed = target.value.trim();
    const found = workers.find((worker) => (worker || NO_WORKER).toLowerCase() === typed.toLowerCase());
    if (!typed) setFilter("worker", null);
    else if (found !== undefined) setFilter("worker", found);
    else {
      const found = matching(workers.filter(Boolean), typed);
      if (found.length === 1) setFilter("worker", found[0]);
      else if (found.length) offerMatches(matches, found, (worker) => setFilter("worker", worker));
      else {
        target.value = shown;
        matches.replaceChildren();
        set({ notice: `No child with errors under these filters has a social worker called ${typed}.` });
      }
    }
  };
  const field = h(
    "div",
    { class: "field" },
    h("label", { for: "child-worker", class: "govuk-label govuk-label--s" }, "Social worker"),
    h("input", {
      id: "child-worker",
      class: "govuk-input",
      list: "workers",
      autocomplete: "off",
      value: shown,
      onchange: choose,
    }),
    h(
      "datalist",
      { id: "workers" },
      workers.sort(codeOrder).map((worker) => h("option", { value: worker || NO_WORKER })),
    ),
  );
  return [field, matches];
}

/** More children than this make no message that anybody reads. */
const MOST_IN_MESSAGE = 50;

/** What can be done with the list in view where it is that of one worker. */
function workersWork(found) {
  const { filters } = app.state.check;
  if (filters.worker.size !== 1 || !found.length) return null;
  const [worker] = filters.worker;
  const children = some(found.length, "child", "children");
  const counts = h("span", null, children);
  causesKnown().then((results) => {
    if (results) fill(counts, `${children}, ${some(results.things(errorsInView(found)).length, "thing")}`);
  });
  return h(
    "div",
    { class: "govuk-button-group" },
    button(
      ["Save this worker's pack (", counts, ")"],
      onceOfTwo(() => savePack(found)),
      { id: "worker-pack" },
    ),
    worker && found.length <= MOST_IN_MESSAGE
      ? button("Copy as message", () => offerMessage(worker, found), { id: "worker-message" })
      : null,
  );
}

/** The errors under the filters of the children in view. */
function errorsInView(found) {
  const { results } = app.state;
  const { filters } = app.state.check;
  const mask = results.mask(filters);
  const children = new Set(found.map((each) => each.place));
  return results.where((i) => mask[i] && children.has(results.columns.child[i]));
}

async function savePack(found) {
  const { note } = app.state.check.choices.packs;
  const made = await makeReport("packs", { group_by: "worker", note, not_due: true }, errorsInView(found));
  if (made) save(made.name, made.data, made.type);
}

async function offerMessage(worker, found) {
  const { results } = app.state;
  const errors = errorsInView(found);
  const [rows, cells] = await Promise.all([
    Promise.all(found.map(({ child }) => ASKS.child(child))),
    ASKS.cells(errors),
    causesKnown(),
  ]);
  if (!cells || rows.includes(null)) return;
  const about = new Map(errors.map((error, place) => [error, cells[place]]));
  const messages = found.map(({ child, place }, i) => {
    const own = new Map([...about].filter(([error]) => results.columns.child[error] === place));
    return messageAbout(child, rows[i].tables, own);
  });
  offerText(
    `Message for ${worker}`,
    messages.join("\n\n"),
    "A note for the social worker about the children in the list. Change it as you like, then copy it into an email.",
  );
}

function list(found, draw) {
  const { results } = app.state;
  const { choices } = app.state.check;
  const choice = choices.children;
  const column = (key, label, width, numeric = false) => ({
    label,
    width,
    numeric,
    id: `sort-children-${key}`,
    sorted: choice.sort === key ? (choice.descending ? "descending" : "ascending") : "none",
    sort: () => {
      choice.descending = choice.sort === key ? !choice.descending : numeric;
      choice.sort = key;
      draw();
    },
  });
  return grid({
    label: "Children with errors",
    count: found.length,
    columns: [
      column("child", "Child", 150),
      column("errors", "Errors", 90, true),
      column("rules", "Rules", 90, true),
      column("worker", "Social worker", 170),
      { label: "Codes of the rules", width: 480 },
    ],
    row: (i) => {
      const { child, errors, rules, worker } = found[i];
      const codes = Array.from(rules, (place) => results.rules[place].code).join(", ");
      return [
        linkButton(child, () => go({ tab: "children", child }), { id: `child-${child}` }),
        number(errors),
        number(rules.length),
        worker || "None recorded",
        h("span", { title: codes }, codes),
      ];
    },
  });
}

const MOST_OTHERS = 50;

/** Children that the search finds but that have no errors to show. */
async function findOthers(found, holder) {
  const asked = app.state.check.choices.children.text.trim();
  if (!asked) return;
  const listed = new Set(found.map((each) => each.child));
  const others = (await ASKS.findChildren(asked))?.filter((child) => !listed.has(child));
  if (!others?.length || asked !== app.state.check.choices.children.text.trim()) return;
  const first = others.slice(0, MOST_OTHERS);
  const title = "Found too, with no errors under these filters";
  holder.append(
    h(
      "h3",
      { class: "govuk-heading-s" },
      first.length < others.length ? `${title}: the first ${MOST_OTHERS} of ${grouped(others.length)}` : title,
    ),
    h(
      "ul",
      { class: "govuk-list others" },
      first.map((child) =>
        h(
          "li",
          null,
          linkButton(child, () => go({ tab: "children", child })),
        ),
      ),
    ),
  );
}
