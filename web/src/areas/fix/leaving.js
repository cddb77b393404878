// What leaves: the corrected return, the list of changes, packs, and the decisions, which can come back.

import { set } from "../../shared/app.js";
import { save } from "../../shared/download.js";
import { button, h } from "../../shared/dom.js";
import { asFile } from "../../shared/saving.js";
import { listed, some } from "../../shared/words.js";
import { inTurn } from "../../shared/work.js";
import { ASKS } from "./area.js";

const FILES = [
  {
    kind: "changes",
    title: "List of changes (Excel)",
    words: "The work list for your case management system, by team and worker, and every proposal with its evidence.",
  },
  { kind: "changes_csv", title: "List of changes (CSV)", words: "Every proposal, and whether it is accepted." },
  {
    kind: "corrected",
    title: "Corrected return",
    words: "This year's tables as they were read, with what is accepted changed: a ZIP of CSV files, or the XML.",
  },
  {
    kind: "corrected_last_year",
    title: "Corrected last year's return",
    words: "For an amendment of what was submitted last year.",
    amends: true,
  },
  {
    kind: "packs",
    title: "Packs for social workers (ZIP)",
    words: "With a section of what to change in the system; what that clears is not asked about.",
  },
  {
    kind: "decisions",
    title: "Decisions (JSON)",
    words: "To be given again, here, with your next extract: what still applies is then accepted at once.",
  },
];

const LONGEST_NAME = 60;

/** What is saved of what is accepted, and the way back for decisions. */
export function leaving(work) {
  return [
    h(
      "p",
      { class: "govuk-body" },
      "Nothing leaves this page by itself. What you have decided is not kept when the page is closed, when everything is cleared, or when a return is checked again: save the decisions to go on from them. All of these files name children.",
    ),
    work.decisions.accepted.length > 0 && files(work),
    givenAgain(work),
  ];
}

function files(work) {
  const amended = work.amendsLastYear();
  return [
    h("label", { class: "govuk-label", for: "fix-by" }, "Your name, for the lists (it can be left out)"),
    h("input", {
      class: "govuk-input govuk-input--width-20",
      id: "fix-by",
      autocomplete: "off",
      maxlength: LONGEST_NAME,
      value: work.by,
      oninput: ({ target }) => (work.by = target.value),
    }),
    h(
      "ul",
      { class: "govuk-list fix-files" },
      FILES.filter(({ amends }) => !amends || amended).map(({ kind, title, words }) =>
        h(
          "li",
          null,
          button(title, () => saveFile(work, kind), { class: "small", id: `fix-save-${kind}` }),
          h("span", { class: "fix-files__words" }, words),
        ),
      ),
    ),
  ];
}

const saveFile = (work, kind) =>
  inTurn(async () => {
    const signed = work.decisions.signed(work.by.trim() || "Not named");
    const made = await ASKS.saveChanges([work.check, kind, signed], "Making the file");
    const isXml = kind.startsWith("corrected") && made?.data[0] === "<".charCodeAt(0);
    const file = made && asFile(isXml ? `${kind}_xml` : kind, made.data);
    if (file) save(file.name, file.data, file.type);
  });

const givenAgain = (work) =>
  h(
    "div",
    { class: "fix-decisions" },
    h("label", { class: "govuk-label", for: "fix-decisions" }, "Go on from decisions that were saved before"),
    h("input", {
      type: "file",
      class: "govuk-file-upload",
      id: "fix-decisions",
      accept: ".json",
      onchange: ({ target }) => take(work, target),
    }),
    work.carried.length > 0 &&
      h(
        "div",
        { class: "govuk-inset-text", id: "fix-carried", role: "status" },
        work.carried.map((sentence) => h("p", null, sentence)),
      ),
  );

/** Accept what a file of decisions says, so far as it is proposed. */
async function take(work, input) {
  const [file] = input.files;
  if (!file) return;
  const data = await file.arrayBuffer();
  const told = await inTurn(() => ASKS.carryDecisions([work.check, file.name, data], "Reading the decisions", [data]));
  input.value = "";
  if (!told) return;
  work.carry(told);
  set({
    phase: "done",
    notice: `${some(told.accepted.length, "decision")} accepted again from ${listed([file.name])}.`,
  });
}
