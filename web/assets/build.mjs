// Builds `dist/`: what the binary embeds. Each file carries a hash of its content in its name, so
// browsers may keep it for ever; texts have a brotli twin beside them. `dist/index.txt` lists
// them (logical name, file, media type) for `web/build.rs`.
import { build } from "esbuild";
import { PurgeCSS } from "purgecss";
import { brotliCompressSync, constants } from "node:zlib";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const HERE = import.meta.dirname;
const DIST = path.join(HERE, "dist");
const TABLER = path.join(HERE, "node_modules/@tabler/core/dist/css/tabler.css");
const ICONS = path.join(HERE, "node_modules/@tabler/icons/icons/outline");

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
  ".txt": "text/plain; charset=utf-8",
};
/** Formats that are compressed already. */
const PACKED = new Set([".png", ".woff2"]);

/** Lines of index.txt, filled by `emit`. */
const index = [];
let firstLoad = 0;

/** Writes one file under its hashed name, and returns that name. */
async function emit(logical, bytes, { first = false } = {}) {
  const ext = path.extname(logical);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const name = `${logical.slice(0, -ext.length)}-${hash}${ext}`;
  await writeFile(path.join(DIST, name), bytes);
  let size = bytes.length;
  if (!PACKED.has(ext)) {
    const packed = brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11 },
    });
    await writeFile(path.join(DIST, `${name}.br`), packed);
    size = packed.length;
  }
  if (first) firstLoad += size;
  index.push(`${logical}\t${name}\t${TYPES[ext]}`);
  console.log(`${(size / 1024).toFixed(1).padStart(8)} KB  ${logical}`);
  return name;
}

/** Tabler reduced to the rules our templates, views and scripts can name. */
async function purgedTabler() {
  const [result] = await new PurgeCSS().purge({
    content: ["../templates/**/*.html", "../src/view/**/*.rs", "src/**/*.js"].map((glob) =>
      path.join(HERE, glob),
    ),
    css: [TABLER],
    variables: true,
    safelist: {
      standard: [/^htmx-/, "show", "active", "disabled", "is-invalid", "is-valid"],
      // Tints are chosen from a value (`bg-{{ tone }}-lt`), so no template spells them out.
      greedy: [/^bg-(primary|green|red|yellow|azure|secondary|orange)-lt$/],
    },
    defaultExtractor: (text) => text.match(/[A-Za-z0-9_-]+/g) ?? [],
  });
  return result.css;
}

/** One SVG with a `<symbol>` per icon of `src/icons.txt`. */
async function sprite() {
  const names = (await readFile(path.join(HERE, "src/icons.txt"), "utf8")).split(/\s+/).filter(Boolean);
  const symbols = [];
  for (const name of names) {
    const svg = await readFile(path.join(ICONS, `${name}.svg`), "utf8");
    const inner = svg
      .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
      .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
      .replace(/\s+/g, " ")
      .trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

/** The licences of everything that ends up in the binary, as they ask to be handed on. */
async function licences() {
  const packages = [
    "@tabler/core",
    "@tabler/icons",
    "@fontsource-variable/inter",
    "htmx.org",
    "idiomorph",
    "echarts",
    "zrender",
    "tslib",
  ];
  const parts = [];
  for (const name of packages) {
    const home = path.join(HERE, "node_modules", name);
    const { version, license, homepage = "" } = JSON.parse(await readFile(path.join(home, "package.json"), "utf8"));
    // At the package's root, or in a folder `licenses/` there.
    const texts = (await readdir(home, { recursive: true }))
      .filter((file) => /^(licenses\/)?(licen[cs]e|notice)[^/]*$/i.test(file) && file !== "licenses");
    const bodies = await Promise.all(texts.sort().map((file) => readFile(path.join(home, file), "utf8")));
    parts.push([`${name} ${version} (${license}) ${homepage}`.trim(), ...bodies].join("\n\n"));
  }
  return parts.join(`\n\n${"=".repeat(80)}\n\n`);
}

/** Bundles one entry point in memory. */
async function bundle(entry, options = {}) {
  const result = await build({
    entryPoints: [path.join(HERE, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["es2022", "safari17.5", "firefox128", "chrome123"],
    legalComments: "none",
    logLevel: "warning",
    outdir: DIST,
    ...options,
  });
  return result.outputFiles.find((file) => !file.path.endsWith(".map"));
}

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });

const font = await emit(
  "inter.woff2",
  await readFile(path.join(HERE, "node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2")),
  { first: true },
);

const tabler = await purgedTabler();
const css = await bundle("src/app.css", {
  plugins: [
    {
      name: "house",
      setup(b) {
        b.onResolve({ filter: /^tabler$/ }, () => ({ path: "tabler", namespace: "purged" }));
        b.onLoad({ filter: /.*/, namespace: "purged" }, () => ({ contents: tabler, loader: "css" }));
        b.onResolve({ filter: /^inter\.woff2$/ }, () => ({ path: `./${font}`, external: true }));
      },
    },
  ],
});
await emit("app.css", css.contents, { first: true });
await emit("app.js", (await bundle("src/app.js")).contents, { first: true });
await emit("push.js", (await bundle("src/js/push.js")).contents);
await emit("charts.js", (await bundle("src/charts.js")).contents);
await emit("icons.svg", Buffer.from(await sprite()), { first: true });

const icons = {};
for (const file of (await readdir(path.join(HERE, "src/brand"))).sort()) {
  icons[file] = await emit(file, await readFile(path.join(HERE, "src/brand", file)));
}
const manifest = JSON.parse(await readFile(path.join(HERE, "src/manifest.json"), "utf8"));
for (const icon of manifest.icons) icon.src = icons[icon.src];
await emit("manifest.webmanifest", Buffer.from(JSON.stringify(manifest)));

await emit("licences.txt", Buffer.from(await licences()));

await writeFile(path.join(DIST, "index.txt"), `${index.sort().join("\n")}\n`);
const kilobytes = firstLoad / 1024;
console.log(`${kilobytes.toFixed(1).padStart(8)} KB  first load without the page itself`);
// docs: the budget of the first load is 250 KB compressed, without charts.
if (kilobytes > 200) {
  console.error("The first load is over its budget; see what grew above.");
  process.exit(1);
}
