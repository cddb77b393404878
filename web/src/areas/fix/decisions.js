// What the person at the page has decided. Nothing is decided for them, and every act can be undone.

/** Stands for the decision to leave what is asked about as it is. */
export const LEFT = -1;

export class Decisions {
  #answers = new Map(); // question -> decision, or LEFT
  #acceptances = new Map(); // decision -> [who, when], of the last time that it was accepted; who is "" for whoever is at the page
  #acts = []; // {answers: as they were before, words}

  /** What is decided about a question: a decision, LEFT, or undefined. */
  of(question) {
    return this.#answers.get(question);
  }

  /** Every question that is decided, with its answer. */
  get all() {
    return this.#answers.entries();
  }

  /** The decisions accepted, in their order. */
  get accepted() {
    return [...this.#answers.values()].filter((each) => each !== LEFT).toSorted((one, other) => one - other);
  }

  /** The same, each with who accepted it, `by` where that is the person at the page, and when. */
  signed(by) {
    return this.accepted.map((decision) => {
      const [who, when] = this.#acceptances.get(decision);
      return [decision, who || by, when];
    });
  }

  get left() {
    return this.#answers.size - this.accepted.length;
  }

  /** What was done last, in words; undefined where nothing was. */
  get lastAct() {
    return this.#acts.at(-1)?.words;
  }

  /**
   * Answer questions: pairs of a question and its decision, LEFT, or null to take the answer back. One act.
   * `acceptances`: by decision [who, when], where it was accepted before.
   */
  answer(pairs, words, acceptances = new Map()) {
    const answers = new Map(this.#answers);
    const now = ["", localTime()];
    for (const [, decision] of pairs) {
      this.#acceptances.set(decision, acceptances.get(decision) ?? now);
    }
    for (const [question, decision] of pairs) {
      if (decision === null) answers.delete(question);
      else answers.set(question, decision);
    }
    this.#acts.push({ answers: this.#answers, words });
    this.#answers = answers;
  }

  /** Undo the last act; what it was. */
  undo() {
    const { answers, words } = this.#acts.pop();
    this.#answers = answers;
    return words;
  }

  /** Take everything back: an act that can itself be undone. */
  undoAll() {
    this.answer(
      [...this.#answers.keys()].map((question) => [question, null]),
      "everything taken back",
    );
  }
}

/** "2026-06-01T09:30:00": the time on the wall, as people write it beside what they decide. */
function localTime() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
