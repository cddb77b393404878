// Dialogs: the browser's own, which keeps focus inside and closes with Escape.

import { button, h } from "./dom.js";
import { copy } from "./download.js";

/** Show a dialog; the answer is the `value` of the button that closed it, "" for Escape. */
export function ask(title, body, buttons, { wide = false } = {}) {
  const heading = h("h2", { class: "govuk-heading-m", id: "dialog-title", tabindex: "-1" }, title);
  const dialog = h(
    "dialog",
    { class: wide ? "dialog dialog--wide" : "dialog", "aria-labelledby": "dialog-title" },
    heading,
    body,
  );
  const answer = new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
  dialog.append(
    h(
      "div",
      { class: "govuk-button-group dialog__buttons" },
      buttons.map(({ text, value, kind }) => button(text, () => dialog.close(value), { kind: kind ?? "secondary" })),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  heading.focus();
  return answer;
}

/** Show text to copy, which can be changed first. */
export function offerText(title, text, hint) {
  const box = h("textarea", {
    class: "govuk-textarea",
    rows: "16",
    id: "text-to-copy",
    "aria-describedby": "text-hint",
    spellcheck: "false",
  });
  box.value = text;
  const said = h("p", { role: "status", class: "govuk-body" });
  const body = [
    h("p", { class: "govuk-hint", id: "text-hint" }, hint),
    h("label", { for: "text-to-copy", class: "govuk-visually-hidden" }, title),
    box,
    button("Copy", async () => said.replaceChildren(await copy(box.value, box)), { kind: "" }),
    said,
  ];
  return ask(title, body, [{ text: "Close", value: "" }], { wide: true });
}
