// What the engine has made, as a file to save.

import { app, set } from "./app.js";
import { reportFile } from "./report_file.js";
import { report } from "./work.js";

/** The file, as `{name, type, data}`, and that it is saved is said; null where it is not what it should be. */
export function asFile(kind, data, narrowed = false) {
  try {
    const file = reportFile(kind, app.state.results.year, data, narrowed);
    set({ phase: "done", notice: `${file.name} is saved.` });
    return file;
  } catch (error) {
    report(error, "report", { explains: true });
    return null;
  }
}
