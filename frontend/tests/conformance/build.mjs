// `node build.mjs FOLDER`: peer.ts and all it imports, as one file that node runs.
import { resolve } from "node:path";
import { build } from "vite";

await build({
  configFile: false,
  logLevel: "error",
  root: import.meta.dirname,
  ssr: { noExternal: true },
  build: {
    ssr: "peer.ts",
    outDir: resolve(process.argv[2]),
    emptyOutDir: false,
    rollupOptions: { output: { entryFileNames: "peer.mjs" } },
  },
});
