// Faults of the tool itself, told so that they can be reported without a child's data.

import { version } from "../../engine/boot.js";
import { BROKEN } from "../../engine/start.js";

/** Whether the error of a call is a sentence for the user rather than a fault; of one that `explains`, a ValueError is. */
export const isPlainSentence = ({ type }, explains) => type === "CannotRead" || (explains && type === "ValueError");

/**
 * What to show of a fault. The report names the error's kind and the places in our own code, never the error's text,
 * which can hold a value from a file.
 */
export function describeTrouble(error, name, app) {
  return {
    sentence:
      error.type === "MemoryError"
        ? "Your browser has not enough memory for this. Close other tabs and programs, and try again."
        : "Something went wrong in the tool itself, not in your files.",
    kept: error.type === BROKEN ? START_AGAIN : whatIsKept(app.state),
    report: [
      `LAC Validator ${version}`,
      `Browser: ${navigator.userAgent}`,
      `Doing: ${name}`,
      `Error: ${error.type ?? error.name}`,
      ...places(error.detail ?? error.stack ?? ""),
    ].join("\n"),
  };
}

const START_AGAIN =
  "The engine has stopped, and with it went what was read. Reload the page and choose your files again; they are untouched on your computer.";

function whatIsKept({ results, manifest }) {
  if (results) return "The files and the results of the last run are still here.";
  return manifest?.parts.length ? "The files are still here." : "Nothing of yours was lost.";
}

/** Function and line of each step, from a Python traceback or a JavaScript stack. */
function places(account) {
  const python = [...account.matchAll(/File "([^"]*)", line (\d+), in ([\w.<>]+)/g)].map(
    ([, file, line, where]) => `  ${file.split("/").slice(-2).join("/")}, line ${line}, in ${where}`,
  );
  const script = [
    ...account.matchAll(/(?:at |@)?([\w.$]*)[ (@]*https?:\/\/[^\s)]*?\/([\w.-]+\.js)[^\s):]*:(\d+)/g),
  ].map(([, where, file, line]) => `  ${file}, line ${line}${where ? `, in ${where}` : ""}`);
  return (python.length ? python : script).slice(-12);
}
