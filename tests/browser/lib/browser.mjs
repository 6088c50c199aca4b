// A real browser without a window: pages that must stay quiet, pictures of them, and what axe has to say.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { TARGET } from "./server.mjs";

/** Where pictures go, for people to look at. */
export const SCREENSHOTS = path.join(TARGET, "screenshots");

export const WIDE = { width: 1440, height: 900 };
export const NARROW = { width: 390, height: 844 };

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser named by RELAIS_CHROMIUM, else Debian's. */
export function launch() {
  const executablePath = process.env.RELAIS_CHROMIUM || "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: FLAGS, headless: true });
}

/**
 * Opens a page of a fresh session at `url`, runs `visit(page)` and closes it. Fails on script errors, on what the
 * content security policy blocked, and on answers of 500 and above, whatever `visit` looked at.
 */
export async function withPage(browser, url, visit, options = {}) {
  const context = await browser.newContext({
    baseURL: url,
    viewport: WIDE,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const complaints = [];
  context.on("weberror", (error) => complaints.push(`script: ${error.error().message}`));
  context.on("console", (message) => {
    // The browser reports every 4xx as an error of its own; forms that are sent back are no fault.
    const refused = /status (of|error code) 4\d\d/i.test(message.text());
    if (message.type() === "error" && !refused) complaints.push(`console: ${message.text()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500) complaints.push(`${response.status()}: ${response.url()}`);
  });
  try {
    const result = await visit(await context.newPage());
    assert.deepEqual(complaints, [], "the page was not quiet");
    return result;
  } catch (error) {
    if (complaints.length > 0 && error.code !== "ERR_ASSERTION") error.message += `\n${complaints.join("\n")}`;
    const [page] = context.pages();
    if (page) await picture(page, "failure").catch(() => {});
    throw error;
  } finally {
    await context.close();
  }
}

/** Signs somebody in by the form and waits for the page behind it. */
export async function signIn(page, { email, password }) {
  await page.goto("/login");
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form[action="/login"] button').click();
  await page.waitForURL((address) => address.pathname !== "/login");
}

async function picture(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true, animations: "disabled" });
}

/** Pictures of the page as it is, wide and narrow: NAME-1440.png and NAME-390.png. Nothing may stick out sideways. */
export async function screenshots(page, name) {
  const before = page.viewportSize();
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await picture(page, `${name}-${size.width}`);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= size.width, `${name} is ${width} px wide on a screen of ${size.width}`);
  }
  await page.setViewportSize(before);
}

/**
 * Asserts that axe finds nothing on the page as it is: WCAG 2.2 A and AA, and its own good practice. Looks at it three
 * times: as it is, on a phone, and in the other colours. The other language is what `sweep.test.mjs` adds.
 */
export async function accessible(page) {
  await page.evaluate(axe.source);
  const size = page.viewportSize();
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const [scheme, other] = dark ? ["dark", "light"] : ["light", "dark"];
  await judged(page, "as it is");
  await page.setViewportSize(NARROW);
  await judged(page, "at 390 px");
  await page.emulateMedia({ colorScheme: other });
  await judged(page, `at 390 px, ${other}`);
  await page.setViewportSize(size);
  await judged(page, other);
  await page.emulateMedia({ colorScheme: scheme });
}

async function judged(page, how) {
  await page.evaluate(async () => {
    // Chromium keeps some inherited light-dark() colours of before an emulated change of scheme: everything is styled anew.
    const { activeElement, body } = document;
    body.style.display = "none";
    body.getBoundingClientRect();
    body.style.display = "";
    activeElement?.focus?.({ preventScroll: true });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    await frame();
  });
  const violations = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values: tags } });
    return violations.map(({ id, help, nodes }) => {
      return `${id}: ${help}\n${nodes.map((node) => `    ${node.target.join(" ")}: ${node.failureSummary}`).join("\n")}`;
    });
  });
  assert.equal(violations.join("\n"), "", `axe on ${page.url()} (${how})`);
}
