// Resolves and packs what the engine runs on: node pack_engine.mjs PYODIDE PACKAGES WHEELS OUT
//
//   PYODIDE   npm's pyodide        PACKAGES  folder of Pyodide's package files
//   WHEELS    folder of our wheel and its pure-Python dependencies
//   OUT       gets stdlib.tar, packages.tar, pyodide-lock.json and components.json
//
// Runs Pyodide itself, since only its own Python can compile for it, and only micropip inside it can say what it would
// install. Needs no network: a package that was not given stops the build.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pyodideFolder, packages, wheels, out] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, "pyodide.mjs")));

globalThis.fetch = () => {
  throw new Error("The build of the engine asks for nothing from a network.");
};
const python = await loadPyodide({ packageCacheDir: packages, env: { PYTHONHASHSEED: "0" } });
await python.loadPackage("micropip", { messageCallback: () => {} });
python.FS.mkdirTree("/wheels");
for (const name of readdirSync(wheels)) python.FS.writeFile(`/wheels/${name}`, readFileSync(join(wheels, name)));
python.FS.writeFile("/stdlib.zip", readFileSync(join(pyodideFolder, "python_stdlib.zip")));
python.FS.writeFile("/pack_engine.py", readFileSync(join(import.meta.dirname, "pack_engine.py")));
await python.runPythonAsync("import sys; sys.path.insert(0, '/'); import pack_engine; await pack_engine.main()");
for (const name of python.FS.readdir("/out")) {
  if (!name.startsWith(".")) writeFileSync(join(out, name), python.FS.readFile(`/out/${name}`));
}
