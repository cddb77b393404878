// Starts a built site's own engine under Node, for the benchmark and the tests.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

/** Start Pyodide on the bytes that the site at this folder serves, and nothing else. */
export async function startPyodide(site) {
  const runtime = join(site, "engine", "runtime");
  const { unpack } = await import(pathToFileURL(join(site, "engine", "unpack.js")));
  const home = mkdtempSync(join(tmpdir(), "lac-validator-"));
  process.on("exit", () => rmSync(home, { recursive: true }));
  for (const [name, from] of Object.entries({
    "pyodide.mjs": "pyodide.js",
    "pyodide.asm.js": "pyodide.asm.js",
    "pyodide-lock.json": "pyodide-lock.json",
  })) {
    writeFileSync(join(home, name), readFileSync(join(runtime, from)));
  }
  writeFileSync(join(home, "package.json"), "{}");
  writeFileSync(join(home, "pyodide.asm.wasm"), gunzipSync(readFileSync(join(runtime, "python.bin"))));
  writeFileSync(join(home, "python_stdlib.zip"), "");
  const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")));
  return loadPyodide({
    fsInit: async (FS, { sitePackages }) => {
      unpack(FS, "/lib/python3.12", gunzipSync(readFileSync(join(runtime, "stdlib.bin"))));
      unpack(FS, sitePackages, gunzipSync(readFileSync(join(runtime, "packages.bin"))));
    },
  });
}
