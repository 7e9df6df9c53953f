import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const root = resolve(import.meta.dirname, "frontend");

const pages = [
  "public",
  "menu",
  "early",
  "ask",
  "waiting",
  "answered",
  "lesson",
  "sound",
  "desk",
  "called",
  "report",
  "answer",
  "answer_board",
  "room",
  "staff_board",
  "staff_rota",
  "staff_skills",
  "officer",
  "once",
  "passkey",
  "roll",
  "small",
];
/** Sheets that others import, never asked for by a page. */
const imported = ["tokens.css", "fonts.css"];
const sheets = readdirSync(resolve(root, "src/style")).filter(
  (name) => name.endsWith(".css") && !imported.includes(name),
);
const entries = [
  ...pages.map((name) => `src/pages/${name}.ts`).filter((path) => existsSync(resolve(root, path))),
  "src/worker/push.ts",
  ...sheets.map((name) => `src/style/${name}`),
];

export default defineConfig({
  root,
  base: "/static/",
  publicDir: false,
  resolve: {
    // What Yjs says in the console needs no colours, and a page is a browser, whatever its variables.
    alias: [
      {
        find: /^(lib0|\.)\/(logging|environment)(\.js)?$/,
        replacement: resolve(root, "src/live/yjs_world.ts"),
      },
    ],
  },
  build: {
    // frontend/dist/.vite/manifest.json, which django-vite reads.
    manifest: true,
    outDir: resolve(root, "dist"),
    emptyOutDir: true,
    assetsDir: "assets",
    // The page's CSP allows no data: URI for fonts or scripts, whatever the size of the asset.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: {
      input: entries.map((path) => resolve(root, path)),
      // Small pieces most pages share travel as one: a browser asks one host for six files at a time, and the room
      // has its sheet, two fonts and the board to ask for as well.
      output: {
        codeSplitting: {
          groups: [
            {
              name: "shared",
              test: /src\/(call\/(sound|browser|chosen|devices|meter)|live\/(socket|ticket|clock)|pages\/announce|ask\/reduce|small\/voice)\.ts$|preload-helper/,
            },
            {
              name: "told_board",
              test: /src\/(room\/told_board|board\/(board_view|board_document)|maths\/(limits|in_text))\.ts$/,
            },
          ],
        },
      },
    },
  },
  // Half a minute: what a test computes in one second took more than the usual five on a machine that was busy.
  test: { include: ["tests/**/*.test.ts"], environment: "node", testTimeout: 30_000 },
});
