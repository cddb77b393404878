// Making a report, to save.

import { asFile } from "../../shared/saving.js";
import { inTurn } from "../../shared/work.js";
import { ASKS } from "./area.js";

/** Make a report; `{name, type, data}`, or null. `places`: of the errors that it is to hold, where not of all. */
export const makeReport = (kind, options, places = null) =>
  inTurn(async () => {
    const made = await ASKS.report([kind, options, places], "Making the report");
    return made && asFile(kind, made.data, places !== null);
  });
