// Builds one script for each page in src/pages and one style sheet, into the folder that the app serves.
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const pages = resolve(import.meta.dirname, "src/pages");
const entries = readdirSync(pages)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => [name.replace(/\.ts$/, ""), resolve(pages, name)]);

export default defineConfig({
  base: "/static/",
  publicDir: false,
  build: {
    outDir: resolve(import.meta.dirname, "../src/backstride/web/static"),
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(entries),
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "part-[hash].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
