// How far something is, in words and as a bar. What stands still is seen to go on: from the second second on they count.

const TICK = 900;

/** Shows progress in an element of words, one for the seconds, and a bar: `{show(label, done, total), end()}`. */
export function progressIn(words, seconds, bar) {
  let ticking;
  const end = () => clearInterval(ticking);
  const show = (label, done = 0, total = 0) => {
    end();
    words.textContent = label;
    seconds.textContent = "";
    if (total > 1) {
      bar.max = total;
      bar.value = done;
    } else bar.removeAttribute("value");
    const begun = Date.now();
    ticking = setInterval(() => {
      seconds.textContent = `(${Math.round((Date.now() - begun) / 1000)} s)`;
    }, TICK);
  };
  return { show, end };
}
