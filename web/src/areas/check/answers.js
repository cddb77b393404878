// What social workers answered in completed packs.

import { app, set } from "../../shared/app.js";
import { some } from "../../shared/words.js";
import { ASKS } from "./area.js";
import { opened } from "./gather.js";

/** Read completed packs beside those read before; what they answer is shown beside the errors. */
export async function addAnswers(gathering) {
  const files = await opened(gathering);
  const found = files.length && (await ASKS.addAnswers(files));
  if (found) set({ check: { answers: asAnswers(found) }, notice: `${some(found.error.length, "answer")} read.` });
}

/** Forget the completed packs. */
export async function forgetAnswers() {
  if (await ASKS.forgetAnswers()) set({ check: { answers: null }, notice: "The answers are forgotten." });
}

/** Answers as the engine tells them, by the error that each is about. */
export function asAnswers(found) {
  if (!found) return null;
  const byError = found.error.map((error, i) => [
    error,
    { done: found.done[i], comment: found.comment[i], file: found.file[i] },
  ]);
  return { byError: new Map(byError), noLongerFound: found.noLongerFound, sentences: found.sentences };
}

/** What a social worker answered about an error, in words; "" for nothing. */
export function answerTo(error) {
  const answer = app.state.check.answers?.byError.get(error);
  return answer ? [answer.done, answer.comment].filter(Boolean).join(". ") : "";
}
