import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import globals from "globals";

// The floors of the page; imports point down only. On each floor: what it must not import, and why.
const AREAS = ["check", "fix", "insight", "reference"];
const mayNotImport = (files, ...patterns) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

export default [
  { ignores: ["node_modules/"] },
  js.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.worker, ...globals.serviceworker } } },
  {
    plugins: { "import-x": importX },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-unresolved": ["error", { ignore: ["^\\.\\.?/.*/vendor/"] }], // copied beside src/ by the build
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 60],
    },
  },
  mayNotImport(["engine/**"], {
    group: ["**/src/**"],
    message: "The engine's side of the page knows no user interface.",
  }),
  mayNotImport(["src/shared/**"], {
    group: ["**/areas/**", "**/areas.js", "../*.js"],
    message: "What areas share knows no area.",
  }),
  ...AREAS.map((area) =>
    mayNotImport([`src/areas/${area}/**`], {
      regex: "^(\\.\\./(?!\\.\\./)|\\.\\./\\.\\./(?!shared/|\\.\\./engine/))",
      message:
        "An area imports what areas share and its own modules, never another area: only areas.js knows them all.",
    }),
  ),
];
