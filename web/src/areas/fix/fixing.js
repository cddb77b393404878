// The work on the fixes of one result: what is proposed, what is decided, and what came of it. It goes with the result.

import { app } from "../../shared/app.js";
import { ASKS } from "./area.js";
import { Decisions } from "./decisions.js";
import { Proposals } from "./proposals.js";

export const noFilters = () => ({ rule: "", kind: "", table: "", show: "", child: "", root: null });

class Fixing {
  decisions = new Decisions();
  filters = noFilters();
  open = new Set(); // the fixes, and the root groups, whose lists are open
  proposals = null;
  roots = null;
  applied = null; // {accepted, told}, once
  isApplying = false;
  by = ""; // who is at the page, for the lists
  carried = []; // what became of decisions that were given again, in sentences
  #askedFor = null;
  hasEnded = false; // all is worked out that can be
  progress = { words: "", done: 0, total: 0 };
  /** What is told of a change: "progress", "proposals", "roots", "ended", "filters", "decisions", "applied". */
  tell = () => {};

  constructor(check) {
    this.check = check;
  }

  /** Find what there is to find, what is looked at first first. */
  async begin() {
    const found = await this.#ask("Looking for what would mend the errors", ASKS.proposeFixes);
    if (found) {
      this.proposals = new Proposals(found);
      this.tell("proposals");
      this.roots = await this.#ask("Tracing the errors to the cells at their root", ASKS.whatToChange);
      this.tell("roots");
      const harms = await this.#ask("Trying which proposals would make a new error", ASKS.foreseeFixes);
      if (harms) this.proposals.takeHarms(harms);
    }
    this.hasEnded = true;
    this.tell("ended");
  }

  async #ask(words, ask, ...args) {
    const onProgress = (done, total) => {
      this.progress = { words, done, total };
      this.tell("progress");
    };
    onProgress(0, 0);
    const answer = await ask(this.check, onProgress, ...args);
    this.progress = { words: "", done: 0, total: 0 };
    this.tell("progress");
    return answer;
  }

  /** Decisions can be made once it is known which of them would make a new error. */
  get isReady() {
    return this.hasEnded && Boolean(this.proposals);
  }

  /** Whether the proposals for a child are asked for, who was not asked for before. */
  isAskedFor(child) {
    const isNew = Boolean(child) && child !== this.#askedFor;
    if (isNew) this.#askedFor = child;
    return isNew;
  }

  /** Answer questions, as for `Decisions.answer`. */
  answer(pairs, words) {
    this.decisions.answer(pairs, words);
    this.tell("decisions", `${words[0].toUpperCase()}${words.slice(1)}.`);
  }

  /** Accept the one answer of each of these questions. */
  accept(questions, words) {
    this.answer(
      questions.map((each) => [each, this.proposals.questions[each][0]]),
      words,
    );
  }

  undo() {
    const words = this.decisions.undo();
    this.tell("decisions", `Undone: ${words}.`);
  }

  undoAll() {
    this.decisions.undoAll();
    this.tell("decisions", "Everything is taken back.");
  }

  /** Accept again what was accepted before, as the engine tells it. */
  carry({ accepted, sentences }) {
    this.carried = sentences;
    const { decisions } = this.proposals;
    this.decisions.answer(
      accepted.map(([id]) => [decisions[id].question, id]),
      `${accepted.length} accepted as decided before`,
      new Map(accepted.map(([id, who, when]) => [id, [who, when]])),
    );
    this.tell("decisions", "The decisions are read.");
  }

  /** Whether something is accepted that changes last year's return. */
  amendsLastYear() {
    const { proposals } = this;
    return this.decisions.accepted.some((id) =>
      proposals.decisions[id].places.some((place) => proposals.at(place).table.endsWith("_last")),
    );
  }

  /** Run the rules on the return with what is accepted. */
  async apply() {
    const { accepted } = this.decisions;
    this.isApplying = true;
    const told = await this.#ask("Checking the corrected return", ASKS.applyFixes, accepted);
    this.isApplying = false;
    if (told) this.applied = { accepted, told };
    this.tell("applied");
  }

  /** Whether what came of applying is of what is accepted now. */
  get isApplied() {
    const { accepted } = this.decisions;
    return (
      this.applied?.accepted.length === accepted.length && accepted.every((id, at) => id === this.applied.accepted[at])
    );
  }
}

/** By the results: thrown away with them. */
const held = new WeakMap();

/** The work on the results in view. It begins when it is first looked at. */
export function fixing() {
  const { results } = app.state;
  if (!held.has(results)) {
    const begun = new Fixing(results.check);
    held.set(results, begun);
    begun.begin();
  }
  return held.get(results);
}
