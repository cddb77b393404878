// What stands in the way, at the top of the page: something for the user to do, said again at the field that it is about,
// or a fault of the tool.

import { app } from "./shared/app.js";
import { button, fill, h, hidden, linkButton } from "./shared/dom.js";
import { copy } from "./shared/download.js";

/** The fields that a problem can be about: what is marked, and what takes the focus. */
const FIELDS = {
  files: { group: "drop", control: "files" },
  year: { group: "year-field", control: "year" },
};

/** Show what stands in the way, and bring it into view. */
export function renderProblem(box) {
  const { problem, trouble } = app.state;
  for (const field of Object.keys(FIELDS)) mark(field, problem?.field === field ? problem.sentences : []);
  fill(box, problem && summary(problem), trouble && fault(trouble));
  if (problem || trouble) box.focus();
}

/** Say at a field what is wrong with it; nothing where there are no sentences. */
function mark(field, sentences) {
  const { group, control } = FIELDS[field];
  const message = document.getElementById(`${field}-error`);
  message.hidden = !sentences.length;
  fill(message, sentences.length > 0 && [hidden("Error: "), sentences.join(" ")]);
  document.getElementById(group).classList.toggle("field--error", sentences.length > 0);
  const input = document.getElementById(control);
  if (sentences.length) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

const summary = ({ sentences, field }) =>
  h(
    "div",
    { class: "govuk-error-summary", role: "alert" },
    h("h2", { class: "govuk-error-summary__title" }, "There is a problem"),
    h(
      "ul",
      { class: "govuk-list govuk-error-summary__list" },
      sentences.map((sentence) => h("li", null, field ? toField(sentence, field) : sentence)),
    ),
  );

/** The way to the field. A button, as the seal lets no script hear of a click on a link (see engine/seal.js). */
function toField(sentence, field) {
  const { group, control } = FIELDS[field];
  const go = () => {
    document.getElementById(group).scrollIntoView({ block: "center" });
    document.getElementById(control).focus({ preventScroll: true });
  };
  return linkButton(sentence, go, { role: "link" });
}

function fault({ sentence, kept, report }) {
  const box = h("textarea", { class: "govuk-textarea", rows: "8", readonly: true, id: "fault-report" });
  box.value = report;
  const said = h("p", { role: "status", class: "govuk-body" });
  return h(
    "div",
    { class: "govuk-error-summary", role: "alert" },
    h("h2", { class: "govuk-error-summary__title" }, sentence),
    h(
      "p",
      { class: "govuk-body" },
      `${kept} Please send this report to whoever looks after the tool. It holds nothing from your files.`,
    ),
    h("label", { for: "fault-report", class: "govuk-label govuk-label--s" }, "Report"),
    box,
    button("Copy the report", async () => said.replaceChildren(await copy(report, box))),
    said,
  );
}
