// What the person at the page has decided. Nothing is decided for them, and every act can be undone.

/** Stands for the decision to leave what is asked about as it is. */
export const LEFT = -1;

export class Decisions {
  #answers = new Map(); // question -> decision, or LEFT
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

  get left() {
    return this.#answers.size - this.accepted.length;
  }

  /** What was done last, in words; undefined where nothing was. */
  get lastAct() {
    return this.#acts.at(-1)?.words;
  }

  /** Answer questions: pairs of a question and its decision, LEFT, or null to take the answer back. One act. */
  answer(pairs, words) {
    const answers = new Map(this.#answers);
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
