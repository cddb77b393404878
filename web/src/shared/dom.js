// Building the page. All text goes through text nodes: nothing read from a file can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element. `props`: attributes, `on…` listeners, `class`, `dataset`; false, null and undefined leave one out. */
export function h(tag, props, ...children) {
  return build(document.createElement(tag), props, children);
}

/** An SVG element, made as `h` makes one of HTML. */
export function svg(tag, props, ...children) {
  return build(document.createElementNS(SVG, tag), props, children);
}

function build(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value" || name === "checked" || name === "selected") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...flat(children));
  return element;
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

const focusable = (element) => [...element.querySelectorAll("button, input, select, textarea, summary, [tabindex]")];

/**
 * Put new contents into an element. Focus stays on the element with the same id, or goes to what now stands in the
 * place of one that is gone.
 */
export function fill(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? focusable(element).indexOf(focused) : -1;
  const selection = focused?.selectionStart ?? null;
  element.replaceChildren(...flat(children));
  if (!focused || focused === document.activeElement) return element;
  const again = focused.id ? document.getElementById(focused.id) : null;
  if (again) {
    again.focus({ preventScroll: true });
    if (selection !== null && again.type !== "checkbox") again.setSelectionRange?.(selection, selection);
  } else if (place >= 0) {
    const left = focusable(element);
    left[Math.min(place, left.length - 1)]?.focus({ preventScroll: true });
  }
  return element;
}

/** Ends what `keepTrying` goes on with. */
export let giveUp = () => {};

/** What somebody does who goes on to something else. */
const GOES_ON = ["keydown", "pointerdown", "wheel", "touchmove"];

/**
 * Try something in the next frame, and again whenever the page has been drawn further, until it succeeds: what it
 * needs may have to be fetched first, however long that takes. It ends too when the user goes on to something else.
 */
export function keepTrying(attempt) {
  giveUp();
  const drawn = new MutationObserver(() => attempt() && giveUp());
  const frame = requestAnimationFrame(() => {
    if (attempt()) giveUp();
    else drawn.observe(document.getElementById("main"), { childList: true, subtree: true });
  });
  giveUp = () => {
    cancelAnimationFrame(frame);
    drawn.disconnect();
    for (const event of GOES_ON) removeEventListener(event, giveUp, true);
    giveUp = () => {};
  };
  for (const event of GOES_ON) addEventListener(event, giveUp, { capture: true, passive: true });
}

/** A column's name, which may go on in a second line after an underscore and nowhere else. */
export const breakable = (name) =>
  name.split("_").flatMap((part, place) => (place ? ["_", document.createElement("wbr"), part] : [part]));

/** Text that only a screen reader reads. */
export const hidden = (text) => h("span", { class: "govuk-visually-hidden" }, text);

/**
 * A number with thousands marked. The comma is drawn by the style sheet, so that copying the cell into a spreadsheet
 * gives a number.
 */
export function number(value) {
  const digits = String(Math.abs(value));
  const groups = [];
  for (let end = digits.length; end > 0; end -= 3) groups.unshift(digits.slice(Math.max(0, end - 3), end));
  const last = groups.pop();
  return h(
    "span",
    { class: "number" },
    value < 0 ? "-" : "",
    groups.map((group) => h("span", { class: "thousands" }, group)),
    last,
  );
}

/** What a button does at the first click of a double click, and not again at the second. */
export const onceOfTwo = (act) => (event) => event.detail > 1 || act(event);

/** A button that looks like a link. */
export function linkButton(text, onclick, props) {
  return h("button", { type: "button", class: "link", onclick, ...props }, text);
}

/** A GOV.UK button: `kind` is "", "secondary" or "warning". */
export function button(text, onclick, { kind = "secondary", ...props } = {}) {
  const classes = ["govuk-button", kind && `govuk-button--${kind}`, props.class].filter(Boolean).join(" ");
  return h("button", { type: "button", onclick, ...props, class: classes }, text);
}

/** A labelled select. `options` are `{value, label}`. */
export function select(label, { id, options, value, onchange }) {
  return h(
    "div",
    { class: "field" },
    h("label", { for: id, class: "govuk-label govuk-label--s" }, label),
    h(
      "select",
      { id, class: "govuk-select", onchange },
      options.map((each) => h("option", { value: each.value, selected: each.value === value }, each.label)),
    ),
  );
}

/**
 * A labelled search box. `oninput(text)` hears of every key at once, so that whatever is done next goes by what is in
 * the box; `draw()` is called a moment after the last one, if there is something else in the box by then and it is
 * still in the page.
 */
export function search(label, { id, value, oninput, draw }) {
  let waiting;
  let drawn = value;
  const take = ({ target }) => {
    oninput(target.value);
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (target.value === drawn || !target.isConnected) return;
      drawn = target.value;
      draw();
    }, 150);
  };
  return h(
    "div",
    { class: "field" },
    h("label", { for: id, class: "govuk-label govuk-label--s" }, label),
    h("input", {
      id,
      type: "search",
      class: "govuk-input",
      value,
      oninput: take,
      autocomplete: "off",
      spellcheck: "false",
    }),
  );
}

/** A labelled checkbox. */
export function checkbox(label, { id, checked, onchange, ...props }) {
  return h(
    "div",
    { class: "govuk-checkboxes govuk-checkboxes--small" },
    h(
      "div",
      { class: "govuk-checkboxes__item" },
      h("input", { id, type: "checkbox", class: "govuk-checkboxes__input", checked, onchange, ...props }),
      h("label", { for: id, class: "govuk-label govuk-checkboxes__label" }, label),
    ),
  );
}
