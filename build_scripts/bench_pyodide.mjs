// Runs the built site's own engine under Node: node bench_pyodide.mjs SITE SAMPLE ROUNDS
// Prints JSON: for each round the seconds to start, read, validate and hand over, and the size of the wasm heap.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startPyodide } from "./engine_in_node.mjs";

const [site, sample, rounds] = process.argv.slice(2);

const begun = performance.now();
const pyodide = await startPyodide(site);
const engine = pyodide.pyimport("lac_validator.page");
engine.call("take_postcodes", pyodide.toPy(new Uint8Array(readFileSync(join(site, "engine", "postcodes.bin")))));
const started = (performance.now() - begun) / 1000;

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* filesIn(join(folder, entry.name));
    else yield { name: join(folder, entry.name), data: new Uint8Array(readFileSync(join(folder, entry.name))) };
  }
}

function finish(generator) {
  for (let next = generator.next(); ; next = generator.next()) if (next.done) return next.value;
}

const plain = (value) => value.toJs({ create_pyproxies: false, dict_converter: Object.fromEntries });

const timings = [];
for (let round = 0; round < Number(rounds); round += 1) {
  engine.call("clear");
  const times = [performance.now()];
  const manifest = plain(finish(engine.call("add_files", pyodide.toPy([...filesIn(sample)]))));
  times.push(performance.now());
  const summary = finish(engine.call("validate", manifest.year, manifest.authority, undefined, undefined));
  times.push(performance.now());
  const errors = plain(summary).counts.errors;
  times.push(performance.now());
  const [read, validate, handOver] = times.slice(1).map((time, place) => (time - times[place]) / 1000);
  timings.push({ read, validate, handOver, errors });
}
console.log(JSON.stringify({ started, timings, heap: pyodide._module.HEAPU8.length }));
