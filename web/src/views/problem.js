// What stands in the way, at the top of the page: something for the user to do, or a fault of the tool.

import { app } from "../app.js";
import { button, fill, h } from "../dom.js";
import { copy } from "../download.js";

/** Show what stands in the way, and bring it into view. */
export function renderProblem(box) {
  const { problem, trouble } = app.state;
  fill(box, problem && summary(problem), trouble && fault(trouble));
  if (problem || trouble) box.focus();
}

const summary = ({ title, sentences }) =>
  h(
    "div",
    { class: "govuk-error-summary", role: "alert" },
    h("h2", { class: "govuk-error-summary__title" }, title),
    h(
      "ul",
      { class: "govuk-list govuk-error-summary__list" },
      sentences.map((sentence) => h("li", null, sentence)),
    ),
  );

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
