// The errors of a result as columns, filtered and counted here. Error i is rule[i], table[i], row[i], child[i],
// month[i], due[i]; nothing is made per error but these small numbers, so 100,000 of them stay quick.

import { monthLabel } from "./words.js";

const APRIL = 3;

/** The ways in which errors can be narrowed; values of one kind add up, kinds combine. */
export const KINDS = ["rule", "category", "table", "worker", "team", "month", "cause", "due"];

/** Whether what an error wants must be there on the day of the return, or at the end of the year. */
export const NOW = "now";
export const LATER = "later";

/** The value of the kind "cause" of an error that no cell explains. */
export const NO_CAUSE = "none";

export class Results {
  constructor(summary) {
    Object.assign(this, summary);
    this.length = summary.errors.rule.length;
    this.columns = summary.errors;
    this.months = monthBuckets(summary.year);
    this.values = {
      rule: summary.rules.map((rule) => rule.code),
      category: [...new Set(summary.rules.map((rule) => rule.category))],
      table: summary.tables.map((table) => table.name),
      worker: summary.workers,
      team: summary.teams,
      month: this.months.map((bucket) => bucket.id),
      due: [NOW, LATER],
      cause: [], // until they are told
    };
    this.causes = null;
    this.places = this.placesOfErrors();
    this.rowIndexes = new Map();
  }

  /** Who works with the children, told anew: an allocation list was given, or dropped. */
  takeWorkers({ workers, teams, workerOfChild, teamOfChild }) {
    Object.assign(this, { workers, teams, workerOfChild, teamOfChild });
    Object.assign(this.values, { worker: workers, team: teams });
    this.places = this.placesOfErrors();
  }

  /** The causes of the errors, as the engine tells them: `{causes, cause, row, cells, least, mostRecords}`. */
  takeCauses({ causes, cause, row, cells, least, mostRecords }) {
    const ofErrors = Int32Array.from(cause, (place) => (place < 0 ? causes.length : place));
    this.causes = { ranked: causes, ofErrors, row, cells, least, mostRecords };
    this.values.cause = [...causes.map((each) => `${each.table}.${each.column}.${each.blank}`), NO_CAUSE];
    this.places.cause = ofErrors;
  }

  /** The cause of this value: `{table, column, blank, label}`. */
  causeOf(value) {
    return this.causes.ranked[this.values.cause.indexOf(value)];
  }

  /** For each kind the place, in its list of values, of each error. */
  placesOfErrors() {
    const { rule, table, child, month, due } = this.columns;
    const categoryOfRule = this.rules.map((each) => this.values.category.indexOf(each.category));
    const unallocated = this.workers.indexOf("");
    const withoutTeam = this.teams.indexOf("");
    const category = new Uint8Array(this.length);
    const worker = new Int32Array(this.length);
    const team = new Int32Array(this.length);
    const bucket = new Uint8Array(this.length);
    for (let i = 0; i < this.length; i++) {
      category[i] = categoryOfRule[rule[i]];
      worker[i] = child[i] < 0 ? unallocated : this.workerOfChild[child[i]];
      team[i] = child[i] < 0 ? withoutTeam : this.teamOfChild[child[i]];
      bucket[i] = bucketOf(month[i], this.months);
    }
    return {
      ...{ rule, table, category, worker, team, month: bucket },
      cause: this.causes?.ofErrors,
      due: due.map((isDue) => 1 - isDue),
    };
  }

  /** A 1 for each error that the filters let through; `but` names a kind of filter to leave aside. */
  mask(filters, but = null) {
    const mask = new Uint8Array(this.length).fill(1);
    for (const kind of KINDS) {
      if (kind === but || !filters[kind].size) continue;
      const wanted = this.values[kind].map((value) => filters[kind].has(value));
      const places = this.places[kind];
      for (let i = 0; i < mask.length; i++) if (!wanted[places[i]]) mask[i] = 0;
    }
    return mask;
  }

  /** The errors and the children with errors under a mask. */
  totals(mask) {
    const children = new Uint8Array(this.children.length);
    let errors = 0;
    for (let i = 0; i < mask.length; i++) {
      if (!mask[i]) continue;
      errors++;
      if (this.columns.child[i] >= 0) children[this.columns.child[i]] = 1;
    }
    return { errors, children: children.reduce((sum, each) => sum + each, 0) };
  }

  /** Errors, and children with errors, for each value of a kind. */
  countBy(kind, mask) {
    const places = this.places[kind];
    const size = this.values[kind].length;
    const errors = new Int32Array(size);
    const children = new Int32Array(size);
    // One bit for each pair of value and child: counted the first time that it is set.
    const seen = new Uint8Array(Math.ceil((size * this.children.length) / 8));
    for (let i = 0; i < mask.length; i++) {
      if (!mask[i]) continue;
      errors[places[i]]++;
      const child = this.columns.child[i];
      if (child < 0) continue;
      const pair = places[i] * this.children.length + child;
      const bit = 1 << (pair & 7);
      if (!(seen[pair >>> 3] & bit)) {
        seen[pair >>> 3] |= bit;
        children[places[i]]++;
      }
    }
    return this.values[kind].map((value, place) => ({ value, errors: errors[place], children: children[place] }));
  }

  /** The children with errors under a mask, with how many errors and of which rules. */
  countByChild(mask) {
    const errors = new Int32Array(this.children.length);
    const rules = this.children.map(() => null);
    for (let i = 0; i < mask.length; i++) {
      const child = this.columns.child[i];
      if (!mask[i] || child < 0) continue;
      errors[child]++;
      const rule = this.columns.rule[i];
      const own = (rules[child] ??= []);
      if (own.at(-1) !== rule) own.push(rule); // the errors come rule by rule
    }
    const found = [];
    for (let child = 0; child < errors.length; child++) {
      if (!errors[child]) continue;
      const worker = this.workers[this.workerOfChild[child]];
      found.push({ place: child, child: this.children[child], errors: errors[child], rules: rules[child], worker });
    }
    return found;
  }

  /**
   * The causes of the errors under a mask, that of most errors first and those without one last: for each its errors,
   * cells and children, and its rules as [place, errors].
   */
  countCauses(mask) {
    const { ofErrors, row } = this.causes;
    const found = new Map();
    for (let i = 0; i < mask.length; i++) {
      if (!mask[i]) continue;
      const place = ofErrors[i];
      if (!found.has(place)) found.set(place, { errors: 0, cells: new Set(), children: new Set(), rules: new Map() });
      const { cells, children, rules } = found.get(place);
      found.get(place).errors++;
      cells.add(row[i]);
      if (this.columns.child[i] >= 0) children.add(this.columns.child[i]);
      rules.set(this.columns.rule[i], (rules.get(this.columns.rule[i]) ?? 0) + 1);
    }
    const last = this.values.cause.length - 1;
    return [...found]
      .toSorted(([a, one], [b, other]) => (a === last) - (b === last) || other.errors - one.errors || a - b)
      .map(([place, { errors, cells, children, rules }]) => ({
        value: this.values.cause[place],
        errors,
        cells: cells.size,
        children: children.size,
        rules: [...rules].sort(([, one], [, other]) => other - one),
      }));
  }

  /** The social worker of the child of an error; "" for none. */
  workerOf(error) {
    return this.workers[this.places.worker[error]];
  }

  /**
   * Some errors as things to check, as packs have them: those of one child with one cause, or without any of one rule,
   * of so many records at the most as the engine says. Each is a list of errors, in their order.
   */
  things(errors) {
    const { child, table, row, rule } = this.columns;
    const { ofErrors, ranked, mostRecords } = this.causes;
    const found = Map.groupBy(errors, (i) => {
      const place = ofErrors[i];
      return `${child[i]} ${place} ${place === ranked.length ? rule[i] : ""}`;
    });
    return [...found.values()].flatMap((some) => {
      const records = [...Map.groupBy(some, (i) => `${table[i]} ${row[i]}`).values()];
      const parts = [];
      for (let from = 0; from < records.length; from += mostRecords)
        parts.push(records.slice(from, from + mostRecords).flat());
      return parts;
    });
  }

  /** What packs made of the errors under a mask hold: `{packs, children, things}`; `by` is "worker" or "team". */
  countPacks(mask, by) {
    const { children } = this.totals(mask);
    const packs = this.countBy(by, mask).filter((each) => each.errors).length;
    return { packs, children, things: this.things(this.placesUnder(mask)).length };
  }

  /** The places of the errors under a mask. */
  placesUnder(mask) {
    return this.where((i) => mask[i]);
  }

  /** The places of the errors for which `test(i)` holds. */
  where(test) {
    const found = [];
    for (let i = 0; i < this.length; i++) if (test(i)) found.push(i);
    return found;
  }

  rulePlace(code) {
    return this.values.rule.indexOf(code);
  }

  tablePlace(name) {
    return this.values.table.indexOf(name);
  }

  /** The errors of one child, in the order of the codes. */
  errorsOfChild(identifier) {
    const place = this.children.indexOf(identifier);
    return place < 0 ? [] : this.where((i) => this.columns.child[i] === place);
  }

  /** For one table: which rows have errors, ascending, and the errors of each. */
  rowsOfTable(tablePlace) {
    if (!this.rowIndexes.has(tablePlace)) {
      const byRow = new Map();
      for (let i = 0; i < this.length; i++) {
        if (this.columns.table[i] !== tablePlace) continue;
        const row = this.columns.row[i];
        if (byRow.has(row)) byRow.get(row).push(i);
        else byRow.set(row, [i]);
      }
      this.rowIndexes.set(tablePlace, byRow);
    }
    return this.rowIndexes.get(tablePlace);
  }

  /** The rule of an error. */
  ruleOf(error) {
    return this.rules[this.columns.rule[error]];
  }
}

/** The months of the year and of the year before, with what lies outside them. */
function monthBuckets(year) {
  const first = (year - 2 - 1970) * 12 + APRIL;
  const months = Array.from({ length: 24 }, (_, place) => first + place);
  return [
    { id: "earlier", label: `Before ${monthLabel(first)}`, to: first - 1 },
    ...months.map((month) => ({ id: String(month), label: monthLabel(month), month })),
    { id: "later", label: `After ${monthLabel(first + 23)}`, from: first + 24 },
    { id: "none", label: "No date in the row" },
  ];
}

const NO_MONTH = -1;

function bucketOf(month, buckets) {
  if (month === NO_MONTH) return buckets.length - 1;
  const first = buckets[1].month;
  return Math.max(0, Math.min(month - first + 1, buckets.length - 2));
}

/** No filters. */
export const noFilters = () => Object.fromEntries(KINDS.map((kind) => [kind, new Set()]));
