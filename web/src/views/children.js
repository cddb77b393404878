// The children: those with errors, to sort and narrow; any child of the return can be found by its identifier.

import { app, setFilter } from "../app.js";
import { fill, h, linkButton, number, search, select } from "../dom.js";
import { grid } from "../grid.js";
import { codeOrder } from "../order.js";
import { go } from "../trail.js";
import { some } from "../words.js";

const choice = { sort: "errors", descending: true, text: "" };

/** How far the list was scrolled, and which list it was: coming back from a child finds it where it was. */
const place = { list: "", top: 0 };

let last = { made: [], found: [] };

/** The children with errors under the filters, as the list shows them; Next and Previous go along it. */
export function childrenInOrder() {
  const { results, filters } = app.state;
  const made = [results, filters, choice.sort, choice.descending, choice.text];
  if (made.some((each, i) => each !== last.made[i])) last = { made, found: inOrder(results, filters) };
  return last.found;
}

function inOrder(results, filters) {
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
  const count = h("p", { class: "govuk-body", role: "status" });
  const draw = () => {
    const found = childrenInOrder();
    fill(count, some(found.length, "child with errors", "children with errors"));
    fill(holder, found.length ? keepPlace(list(found, draw).element, found) : null);
    findOthers(found, holder);
  };
  draw();
  return { element: h("div", null, narrowing(draw), count, holder) };
}

function keepPlace(scroller, found) {
  const list = found.map((each) => each.child).join();
  if (place.list !== list) Object.assign(place, { list, top: 0 });
  const { top } = place;
  requestAnimationFrame(() => {
    scroller.scrollTop = top;
    scroller.addEventListener("scroll", () => (place.top = scroller.scrollTop), { passive: true });
  });
  return scroller;
}

function narrowing(draw) {
  const { results, filters } = app.state;
  const one = (kind) => (filters[kind].size === 1 ? [...filters[kind]][0] : "");
  const every = (label, values, words = (value) => value) => [
    { value: "", label },
    ...values.map((value) => ({ value, label: words(value) })),
  ];
  const withErrors = (kind) => {
    const counts = results.countBy(kind, results.mask(filters, kind));
    return counts.filter((each) => each.errors || filters[kind].has(each.value)).map((each) => each.value);
  };
  const set =
    (kind) =>
    ({ target }) =>
      setFilter(kind, target.value || null);
  return h(
    "div",
    { class: "filters no-print" },
    search("Search child identifiers", {
      id: "child-search",
      value: choice.text,
      oninput: (text) => ((choice.text = text), draw()),
    }),
    select("Rule", {
      id: "child-rule",
      value: one("rule"),
      options: every("Any rule", withErrors("rule").sort(codeOrder)),
      onchange: set("rule"),
    }),
    select("Table", {
      id: "child-table",
      value: one("table"),
      options: every("Any table", withErrors("table"), (name) => app.glossary.tableName(name)),
      onchange: set("table"),
    }),
    select("Kind of error", {
      id: "child-category",
      value: one("category"),
      options: every("Any kind", withErrors("category")),
      onchange: set("category"),
    }),
    workerBox(withErrors("worker")),
  );
}

const NO_WORKER = "None recorded";

/** A large council has hundreds of workers, so theirs is a box to type in, with suggestions. */
function workerBox(workers) {
  const chosen = [...app.state.filters.worker];
  const shown = chosen.length === 1 ? chosen[0] || NO_WORKER : "";
  const choose = ({ target }) => {
    const worker = target.value === NO_WORKER ? "" : target.value.trim();
    if (!target.value.trim()) setFilter("worker", null);
    else if (workers.includes(worker)) setFilter("worker", worker);
    else target.value = shown;
  };
  return h(
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
}

function list(found, draw) {
  const { results } = app.state;
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

/** Children that the search finds but that have no errors to show. */
async function findOthers(found, holder) {
  const text = choice.text.trim();
  if (!text) return;
  const listed = new Set(found.map((each) => each.child));
  const others = (await app.engine.call("find_children", text)).filter((child) => !listed.has(child));
  if (text !== choice.text.trim() || !others.length) return;
  holder.append(
    h("h3", { class: "govuk-heading-s" }, "Found too, with no errors under these filters"),
    h(
      "ul",
      { class: "govuk-list others" },
      others.map((child) =>
        h(
          "li",
          null,
          linkButton(child, () => go({ tab: "children", child })),
        ),
      ),
    ),
  );
}
