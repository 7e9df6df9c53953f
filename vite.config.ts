import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const root = resolve(import.meta.dirname, "frontend");
const pages = ["public", "ask", "waiting", "desk", "room", "staff_board", "small"];
const sheets = ["main", "room"];
const entries = [
  ...pages.map((name) => `src/pages/${name}.ts`),
  ...sheets.map((name) => `src/style/${name}.css`),
].filter((path) => existsSync(resolve(root, path)));

export default defineConfig({
  root,
  base: "/static/",
  publicDir: false,
  build: {
    // Beside the assets, so that collectstatic takes it and django-vite finds it in STATIC_ROOT.
    manifest: "manifest.json",
    outDir: resolve(root, "dist"),
    emptyOutDir: true,
    assetsDir: "assets",
    // The page's CSP allows no data: URI, whatever the size of the asset.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["es2022", "chrome100", "firefox100", "safari15.4"],
    rollupOptions: { input: entries.map((path) => resolve(root, path)) },
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
