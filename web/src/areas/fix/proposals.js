// What is proposed, as columns: proposal i is fix[i], table[i], row[i] and so on. What is accepted together is a
// decision; decisions that answer the same question, of which one at most can be accepted, are its ways.

const CHANGE = 0;
const ADD = 1;

export class Proposals {
  constructor(told) {
    Object.assign(this, told);
    this.length = told.fix.length;
    this.decisions = told.way.map((way, id) => ({ id, way, question: told.question[id], places: [] }));
    this.decision.forEach((decision, i) => this.decisions[decision].places.push(i));
    this.questions = [];
    for (const decision of this.decisions) (this.questions[decision.question] ??= []).push(decision.id);
    this.harms = null; // Map(decision -> codes of the errors that it would make), once foreseen
  }

  /** Take what was foreseen. */
  takeHarms({ decisions, codes }) {
    this.harms = new Map(decisions.map((decision, at) => [decision, codes[at]]));
  }

  /** Proposal i, in full. */
  at(i) {
    const text = (column) => this.texts[this[column][i]];
    return {
      child: text("child"),
      table: this.tables[this.table[i]],
      line: this.line[i],
      file: text("file"),
      column: text("column"),
      old: text("old"),
      new: text("new"),
      because: text("because"),
      rules: this.ruleLists[this.rules[i]],
      isChange: this.action[i] === CHANGE,
      isAddition: this.action[i] === ADD,
      cells: this.rows[i] ?? [],
    };
  }

  /** The numbers of the proposals that a question is about. */
  placesOf(question) {
    return this.questions[question].flatMap((decision) => this.decisions[decision].places);
  }

  /** The fix that asks a question. */
  fixOf(question) {
    return this.fix[this.decisions[this.questions[question][0]].places[0]];
  }

  isCertain(question) {
    return this.placesOf(question).every((i) => this.certain[i]);
  }

  /** What a decision changes, of the several things that could be: "this year", "legal status". */
  wayOf(decision) {
    return this.decisions[decision].way.replaceAll("_", " ");
  }

  /** Whether a person has to choose between several ways. */
  hasWays(question) {
    return this.questions[question].length > 1;
  }

  /** The codes of the errors that a decision would make by itself; none while that is not known. */
  harmOf(decision) {
    return this.harms?.get(decision) ?? [];
  }

  /** The questions whose one answer can be accepted without looking: those that make a new error are looked at first. */
  withoutChoice(questions) {
    return questions.filter((each) => !this.hasWays(each) && !this.harmOf(this.questions[each][0]).length);
  }
}
