// The proposals: narrowed by filters, and by fix, each with its text, how sure it is, and its list.

import { app } from "../../shared/app.js";
import { button, fill, h, linkButton, onceOfTwo, search, select } from "../../shared/dom.js";
import { openRule } from "../../shared/trail.js";
import { grouped, some } from "../../shared/words.js";
import { noFilters } from "./fixing.js";
import { choiceRows, plainRows } from "./proposal_rows.js";
import { markDecisions } from "./marks.js";
import { SHOWS, shownQuestions } from "./narrowing.js";

const KINDS = {
  certain: { word: "Certain", colour: "green", means: "the rules, or other cells of the return, leave one value" },
  suggested: { word: "Suggested", colour: "yellow", means: "one value is likely, and a person decides" },
};

/** What is proposed. */
export function proposalList(work) {
  const { proposals } = work;
  if (!proposals.length) return h("p", { class: "govuk-body" }, "No fix is proposed for this return.");
  const shown = h("div", { id: "fix-shown" });
  const draw = () => {
    fill(shown, list(work));
    markDecisions(shown, work);
  };
  draw();
  return [
    h("p", { class: "govuk-body" }, counted(proposals)),
    h(
      "p",
      { class: "govuk-body" },
      Object.values(KINDS).map(({ word, means }, place) => `${place ? " " : ""}${word}: ${means}.`),
      " Nothing is accepted until you accept it.",
      !work.isReady && " They can be accepted once it is known which would make a new error.",
      work.isReady &&
        !proposals.harms &&
        " It could not be foreseen which of them would make a new error: look at what comes of applying them.",
    ),
    filters(work, draw),
    shown,
  ];
}

function counted(proposals) {
  const questions = [...proposals.questions.keys()];
  const choices = questions.filter((each) => proposals.hasWays(each)).length;
  const certain = proposals.certain.reduce((sum, each) => sum + each, 0);
  return `${some(proposals.length, "change")} proposed, ${grouped(certain)} of them certain. They come to ${some(questions.length, "decision")}: ${grouped(questions.length - choices)} with one answer, and ${grouped(choices)} where you choose one of several.`;
}

// --- narrowing -------------------------------------------------------------------------------------------------------

function filters(work, draw) {
  const { proposals } = work;
  const take = (name) => (value) => (work.filters = { ...work.filters, [name]: value });
  const choice = (label, name, options) =>
    select(label, {
      id: `fix-by-${name}`,
      options: [{ value: "", label: "All" }, ...options],
      value: work.filters[name],
      onchange: ({ target }) => (take(name)(target.value), draw()),
    });
  const codes = [...new Set(proposals.ruleLists.flat())];
  const order = app.state.results.values.rule;
  codes.sort((one, other) => order.indexOf(one) - order.indexOf(other));
  return h(
    "div",
    { class: "filters no-print" },
    choice(
      "Rule",
      "rule",
      codes.map((code) => ({ value: code, label: code })),
    ),
    choice(
      "How sure",
      "kind",
      Object.entries(KINDS).map(([value, { word }]) => ({ value, label: word })),
    ),
    choice(
      "Table",
      "table",
      proposals.tables.map((name) => ({ value: name, label: app.glossary.tableName(name) })),
    ),
    choice("Show", "show", SHOWS),
    search("Child", { id: "fix-by-child", value: work.filters.child, oninput: take("child"), draw }),
  );
}

// --- the list --------------------------------------------------------------------------------------------------------

function list(work) {
  const questions = shownQuestions(work);
  const byFix = Map.groupBy(questions, (each) => work.proposals.fixOf(each));
  return [
    h(
      "div",
      { class: "fix-narrowed" },
      h("p", { class: "govuk-body", role: "status", id: "fix-count" }, shownInWords(work, questions)),
      bulk(work, questions, "fix-shown", "shown"),
    ),
    [...byFix].toSorted(([, one], [, other]) => other.length - one.length).map(([fix, own]) => group(work, fix, own)),
  ];
}

function shownInWords(work, questions) {
  const { root } = work.filters;
  return [
    `${some(questions.length, "decision")} shown`,
    root && ` of: ${root.label}`,
    ".",
    Object.values(work.filters).some(Boolean) && [
      " ",
      linkButton("Show all", () => ((work.filters = noFilters()), work.tell("filters")), { id: "fix-show-all" }),
    ],
  ];
}

/** Buttons that accept many at once: what has one answer, and of what has several the same way for all. */
function bulk(work, questions, id, which) {
  const { proposals } = work;
  const plain = proposals.withoutChoice(questions);
  const count = grouped(plain.length);
  const accept = () => work.accept(plain, `${count} ${which} accepted`);
  const accepting = button(`Accept the ${count} ${which} with one answer`, onceOfTwo(accept), {
    id: `${id}-accept`,
    class: "small",
    dataset: { decides: "" },
  });
  return h(
    "div",
    { class: "govuk-button-group no-print" },
    plain.length > 0 && accepting,
    takeBack(work, questions, id),
  );
}

const takeBack = (work, questions, id) =>
  button(
    "Take these back",
    onceOfTwo(() => {
      const decided = questions.filter((each) => work.decisions.of(each) !== undefined);
      if (decided.length)
        work.answer(
          decided.map((each) => [each, null]),
          `${grouped(decided.length)} taken back`,
        );
    }),
    { id: `${id}-back`, class: "small", dataset: { decides: "" } },
  );

/** "For all 560: this year, last year": the ways that every question of a list has. */
function sameWay(work, questions, id) {
  const { proposals } = work;
  const names = [...new Set(questions.flatMap((each) => proposals.questions[each].map((one) => proposals.wayOf(one))))];
  if (questions.length < 2 || names.length > 3) return null;
  const choose = (way) => {
    const pairs = questions.flatMap((question) =>
      proposals.questions[question]
        .filter((each) => proposals.wayOf(each) === way && !proposals.harmOf(each).length)
        .map((each) => [question, each]),
    );
    work.answer(pairs, `change of ${way} accepted for ${grouped(pairs.length)}`);
  };
  return h(
    "div",
    { class: "govuk-button-group no-print", role: "group", "aria-label": "One way for all of them" },
    `For all ${grouped(questions.length)}, change:`,
    names.map((way, place) =>
      button(
        way,
        onceOfTwo(() => choose(way)),
        { id: `${id}-way-${place}`, class: "small", dataset: { decides: "" } },
      ),
    ),
  );
}

/** What one fix proposes. */
function group(work, fix, questions) {
  const { proposals, open } = work;
  const { code, text } = proposals.fixes[fix];
  const id = `fix-${code}`;
  const [choices, plain] = [true, false].map((has) => questions.filter((each) => proposals.hasWays(each) === has));
  const kind = KINDS[questions.every((each) => proposals.isCertain(each)) ? "certain" : "suggested"];
  const body = h("div", { id: `${id}-list`, hidden: !open.has(code) });
  const show = () => {
    body.hidden = !open.has(code);
    if (body.hidden) return body.replaceChildren();
    fill(
      body,
      plain.length > 0 && [bulk(work, plain, id, "of these"), plainRows(work, plain, id, text)],
      choices.length > 0 && [sameWay(work, choices, id), choiceRows(work, choices, id, text)],
    );
    return markDecisions(body, work);
  };
  const toggle = ({ currentTarget }) => {
    if (!open.delete(code)) open.add(code);
    currentTarget.setAttribute("aria-expanded", String(open.has(code)));
    show();
  };
  if (open.has(code)) show();
  return h(
    "section",
    { class: "fix", "aria-labelledby": `${id}-title` },
    h("h3", { class: "govuk-heading-s", id: `${id}-title` }, openButton(text, toggle, id, open.has(code))),
    h("p", { class: "govuk-body" }, about(work, fix, questions, kind)),
    body,
  );
}

const openButton = (text, onclick, id, isOpen) =>
  h(
    "button",
    {
      type: "button",
      class: "fix__open",
      id: `${id}-open`,
      "aria-expanded": String(isOpen),
      "aria-controls": `${id}-list`,
      onclick,
    },
    text,
  );

function about(work, fix, questions, { word, colour }) {
  const { proposals } = work;
  const choices = questions.filter((each) => proposals.hasWays(each)).length;
  const harmful = questions.filter((each) =>
    proposals.questions[each].some((one) => proposals.harmOf(one).length),
  ).length;
  const codes = [
    ...new Set(
      questions.flatMap((each) => proposals.placesOf(each).flatMap((i) => proposals.ruleLists[proposals.rules[i]])),
    ),
  ];
  const plain = questions.length - choices;
  return [
    h("strong", { class: `govuk-tag govuk-tag--${colour}` }, word),
    plain ? ` ${grouped(plain)} with one answer.` : "",
    choices ? ` ${grouped(choices)} where you choose.` : "",
    h("span", { dataset: { decidedOf: String(fix) } }),
    " Mends ",
    codes.map((code, place) => [place ? ", " : "", ruleLink(code, `fix-${proposals.fixes[fix].code}-rule-${code}`)]),
    ".",
    harmful
      ? [
          " ",
          h("strong", { class: "govuk-tag govuk-tag--orange fix-harm" }, `${grouped(harmful)} would make a new error`),
        ]
      : "",
  ];
}

/** A rule that was run can be opened. */
const ruleLink = (code, id) =>
  app.state.results.rulePlace(code) < 0 ? `rule ${code}` : linkButton(`rule ${code}`, () => openRule(code), { id });
