// The main job, as a marketing person does it: from a file to the page of a campaign.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { bodies, csv, exported } from "./lib/base.mjs";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";
import { ROOT } from "./lib/server.mjs";

const REAL = path.join(ROOT, "../shared/data/administrations.csv");

const at = house();

/** The number a person reads, whatever spaces group its digits. */
const figure = async (locator) => Number((await locator.innerText()).replace(/\s/g, ""));
const counter = (page) => page.locator("#audience-count");

/** Waits until the live counter says `expected`. */
async function counts(page, expected) {
  await page.waitForFunction(
    (n) => Number(document.querySelector("#audience-count")?.textContent.replace(/\s/g, "")) === n,
    expected,
  );
}

/** Opens a group of the panel if it is shut. */
async function open(page, key) {
  const group = page.locator(`#group-${key}`);
  if ((await group.getAttribute("open")) === null) await group.locator("summary").click();
}

/** Ticks a value; one of a long list is searched first. */
async function choose(page, key, value) {
  await open(page, key);
  const box = page.locator(`input[name="f.${key}"][value="${value}"]`);
  const search = page.locator(`#q-${key}`);
  if (!(await box.isVisible()) && (await search.count()) > 0) await search.fill(value);
  await box.check();
}

/** Waits until a button is shut: the page's script decides a moment after each change. */
async function shut(page, button) {
  await button.and(page.locator(":disabled")).waitFor();
}

async function importFile(page, file) {
  await page.goto("/imports/new");
  await accessible(page);
  await page.locator('input[type="file"]').setInputFiles(file);
  await page.locator("form[enctype] button[type=submit], form[enctype] button").first().click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/, { timeout: 60_000 });
  await accessible(page);
  await page.locator('select[name="basis.email.kind"]').selectOption("b2b_information");
  await page.locator('input[name="basis.email.evidence"]').fill("Annuaire public, mai 2026");
  await page.locator('button[name="step"][value="commit"]').click();
  await page.locator("#lines").waitFor({ timeout: 120_000 });
  await accessible(page);
}

/** From the panel's second step to the campaign's page. Returns its address. */
async function nameAndValidate(page, title, date) {
  await page.locator("#audience-next").click();
  await page.locator("#title").fill(title);
  await page.locator("#event_date").fill(date);
  await page.locator('button.btn-primary[value="message"]').click();
  await page.locator('button.btn-primary[value="review"]').click();
  await page.locator('button.btn-primary[value="validate"]').click();
  await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
  await page.locator('a[href$="export.csv"]').first().waitFor({ timeout: 60_000 });
  return new URL(page.url()).pathname;
}

async function download(page) {
  const waiting = page.waitForEvent("download");
  await page.locator('a[href$="export.csv"]').first().click();
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path(), "utf8") };
}

// R: S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12, S14, S15, S16, M5, O3, O8, O9, O17
test("from a file to the page of a campaign", async () => {
  const tenant = await at.server.tenant("Atelier de Bretagne");
  const all = bodies(400);
  const of = (...regions) => all.filter((body) => regions.includes(body.region));
  const halls = of("Bretagne");
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await importFile(page, { name: "annuaire.csv", mimeType: "text/csv", buffer: Buffer.from(csv(all)) });
    assert.equal(await figure(page.locator(".figures .figure-value").first()), all.length);
    await screenshots(page, "import-report");

    // S1, S2: the panel opens beside the board, which stays.
    await page.goto("/");
    await accessible(page);
    await screenshots(page, "overview");
    await page.getByRole("link", { name: "Créer une campagne" }).click();
    await page.locator("#panel").waitFor();
    assert.ok(await page.getByRole("heading", { name: "Vue d’ensemble" }).isVisible());
    const panel = await page.locator("#panel").boundingBox();
    assert.ok(panel.width <= 490 && panel.x > 900, "the panel stands at the side");

    // S3, S4, S6: categories of the base; every change is counted; OR inside, AND across.
    await counts(page, all.length);
    for (const key of ["type", "region", "city", "department"]) assert.equal(await page.locator(`#group-${key}`).count(), 1);
    await choose(page, "region", "Corse");
    await counts(page, of("Corse").length);
    await choose(page, "region", "Bretagne");
    await counts(page, of("Corse", "Bretagne").length);
    await choose(page, "type", "cij");
    await counts(page, of("Corse", "Bretagne").filter((body) => body.type === "cij").length);
    await accessible(page);
    await screenshots(page, "panel-audience");

    // S5: nobody left, no way on.
    await page.locator('input[name="f.region"][value="Corse"]').click();
    await counts(page, 0);
    await shut(page, page.locator("#audience-next"));
    // A click and no more: a value that nobody has any longer leaves the list with its tick.
    await page.locator('input[name="f.type"][value="cij"]').click();
    await counts(page, halls.length);
    await choose(page, "type", "mairie");
    await counts(page, halls.length);
    await page.locator("#audience-next").click();

    // S7, S8, S9, S10: what is missing or wrong keeps the way shut.
    const next = page.locator('button.btn-primary[value="message"]');
    await page.locator("#title").waitFor();
    await shut(page, next);
    await page.locator("#title").fill("Portes ouvertes 2027");
    await page.locator("#event_date").fill("2027-01-15");
    await page.locator("#title-check .right").waitFor();
    await page.locator("#end_date").fill("2027-01-15");
    await shut(page, next);
    await page.locator("#end_date").fill("2027-01-16");
    await page.waitForFunction(() => !document.querySelector('button.btn-primary[value="message"]').disabled);
    await accessible(page);
    await screenshots(page, "panel-campaign");
    await next.click();
    await page.locator('button.btn-primary[value="review"]').click();

    // What is about to happen, then the loading steps, then the page of its own (S11, S15).
    const validate = page.locator('button.btn-primary[value="validate"]');
    await validate.waitFor();
    assert.match(await page.locator("#panel").innerText(), /Multi-canal/);
    await accessible(page);
    await screenshots(page, "panel-review");
    await validate.click();
    await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
    await page.locator('a[href$="export.csv"]').first().waitFor({ timeout: 60_000 });
    assert.equal(await figure(page.locator(".figures .figure-value").first()), halls.length);
    await accessible(page);
    await page.locator("canvas").first().waitFor();
    await screenshots(page, "campaign");

    // S12, S14: everybody once, in a cluster, byte by byte.
    const { name, bytes } = await download(page);
    assert.equal(name, "2027-01-15_Portes_ouvertes_2027_export.csv");
    const clusters = bytes.split("\r\n").slice(1, -1).map((line) => line.split(",").at(-4));
    assert.ok(clusters.every((cluster) => /^[1-8]$/.test(cluster)), "every row has a cluster");
    const facts = { title: "Portes ouvertes 2027", network: "Multi-canal", date: "2027-01-15" };
    assert.equal(bytes, exported(halls, clusters, facts));
    const sizes = await page.locator("table tbody td.num:nth-child(3)").allInnerTexts();
    const total = sizes.reduce((sum, size) => sum + Number(size.replace(/\s/g, "")), 0);
    assert.equal(total, halls.length, "the clusters hold the audience");

    // S16: found again from the menu, in a later session.
    const own = new URL(page.url()).pathname;
    await page.goto("/campaigns");
    await accessible(page);
    await screenshots(page, "campaigns");
    await page.context().clearCookies();
    await signIn(page, tenant);
    await page.locator("nav .menu-recent a", { hasText: "Portes ouvertes 2027" }).click();
    await page.waitForURL(`**${own}`);

    // S7: the name is taken now, and the panel says so while typing.
    await page.goto("/campaigns/new");
    await page.locator("#audience-next").click();
    await page.locator("#title").fill("  portes   OUVERTES 2027 ");
    await page.locator("#title-check .wrong").waitFor();
    await shut(page, page.locator('button.btn-primary[value="message"]'));
  });
});

// R: S13
test("fewer than ten people are one generic segment", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await importFile(page, { name: "neuf.csv", mimeType: "text/csv", buffer: Buffer.from(csv(bodies(9))) });
    await page.goto("/campaigns/new");
    await counts(page, 9);
    await nameAndValidate(page, "Petite liste", "2027-02-01");
    assert.match(await page.locator("main").innerText(), /Générique/);
  });
});

// R: O16
test("another company sees none of it", async () => {
  const [one, other] = [await at.server.tenant(), await at.server.tenant()];
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, one);
    await importFile(page, { name: "base.csv", mimeType: "text/csv", buffer: Buffer.from(csv(bodies(12))) });
    await page.goto("/campaigns/new");
    await counts(page, 12);
    const address = await nameAndValidate(page, "Secret", "2027-02-01");
    await page.context().clearCookies();
    await signIn(page, other);
    assert.equal((await page.goto(address)).status(), 404);
    assert.equal((await page.goto(`${address}/export.csv`)).status(), 404);
    await page.goto("/campaigns/new");
    await counts(page, 0);
    await shut(page, page.locator("#audience-next"));
  });
});

// R: S4, S14
test("the real base of public bodies", { skip: !existsSync(REAL) && "not here" }, async () => {
  const tenant = await at.server.tenant("Annuaire");
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await importFile(page, REAL);
    const figures = page.locator(".figures .figure-value");
    const [created, updated, skipped, rejected] = await Promise.all([0, 1, 2, 3].map((i) => figure(figures.nth(i))));
    assert.equal(created + updated + skipped + rejected, 50_256, "every line is accounted for");
    await page.goto("/campaigns/new");
    await counts(page, created);
    await choose(page, "type", "mairie");
    await choose(page, "region", "Bretagne");
    await page.waitForFunction((n) => {
      const shown = Number(document.querySelector("#audience-count").textContent.replace(/\s/g, ""));
      return shown > 1_000 && shown < n;
    }, 2_000);
    const audience = await figure(counter(page));
    await nameAndValidate(page, "Mairies de Bretagne", "2027-03-12");
    await screenshots(page, "campaign-real");
    const { bytes } = await download(page);
    assert.equal(bytes.split("\r\n").length - 2, audience);
  });
});

// R: S3
test("a number of any size does not shut the panel or the prospects", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    const lines = ["Courriel;Montant;Dernier achat", "a@b.test;99999999999999,5;2026-01-05", "c@d.test;7304485,5;2026-02-06"];
    const rows = Array.from({ length: 40 }, (_, i) => `p${i}@q.test;${i * 1e6},5;2026-03-${String((i % 28) + 1).padStart(2, "0")}`);
    const buffer = Buffer.from([...lines, ...rows, ""].join("\n"));
    await importFile(page, { name: "montants.csv", mimeType: "text/csv", buffer });
    assert.equal((await page.goto("/contacts")).status(), 200);
    await page.goto("/campaigns/new");
    await counts(page, 42);
    await open(page, "montant");
    await page.locator('input[name="f.montant.min"]').fill("7304485");
    await page.locator('input[name="f.montant.min"]').blur();
    await counts(page, 34);
  });
});

// R: S2, S3, S4
test("the address of the panel says its filters and its step", async () => {
  const tenant = await at.server.tenant();
  const all = bodies(60);
  const bretons = all.filter((body) => body.region === "Bretagne").length;
  const corsicans = all.filter((body) => body.region === "Corse").length;
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await importFile(page, { name: "base.csv", mimeType: "text/csv", buffer: Buffer.from(csv(all)) });
    await page.goto("/");
    await page.getByRole("link", { name: "Créer une campagne" }).click();
    await counts(page, all.length);
    await choose(page, "region", "Bretagne");
    await counts(page, bretons);
    await page.waitForURL("**/campaigns/new?f.region=Bretagne");
    await choose(page, "region", "Corse");
    await counts(page, bretons + corsicans);

    // Back takes the last choice back, forward makes it again, a reload changes nothing.
    await page.goBack();
    await counts(page, bretons);
    assert.ok(await page.locator('input[name="f.region"][value="Bretagne"]').isChecked());
    assert.ok(!(await page.locator('input[name="f.region"][value="Corse"]').isChecked()));
    await page.goForward();
    await counts(page, bretons + corsicans);
    await page.reload();
    await counts(page, bretons + corsicans);

    // So it is with the steps, and with what is typed in them.
    await page.locator("#audience-next").click();
    await page.locator("#title").fill("Fête & foire");
    await page.locator("#event_date").fill("2126-05-01");
    await page.locator("#event_date").blur();
    await page.reload();
    assert.equal(await page.locator("#title").inputValue(), "Fête & foire");
    assert.equal(await page.locator("#event_date").inputValue(), "2126-05-01");
    await page.locator('button.btn-primary[value="message"]').click();
    await page.locator('button.btn-primary[value="review"]').click();
    const validate = page.locator('button.btn-primary[value="validate"]');
    await validate.waitFor();
    assert.match(await page.locator("#panel").innerText(), /1er mai 2126/);
    await page.goBack();
    await page.locator("#email-subject").waitFor();
    await page.goBack();
    await page.locator("#title").waitFor();
    assert.equal(await page.locator("#title").inputValue(), "Fête & foire");
    await page.evaluate(() => history.go(2));
    await validate.waitFor();

    // A bookmark opens the very same step in another session.
    const bookmark = page.url();
    await page.context().clearCookies();
    await signIn(page, tenant);
    await page.goto(bookmark);
    await validate.waitFor();
    assert.match(await page.locator("#panel").innerText(), /Fête & foire/);
    await validate.click();
    await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
  });
});

// R: O3
test("a moment of publication that has passed is refused beside its field", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await importFile(page, { name: "base.csv", mimeType: "text/csv", buffer: Buffer.from(csv(bodies(12))) });
    await page.goto("/campaigns/new");
    const address = await nameAndValidate(page, "Trop tard", "2126-02-01");
    await page.goto(`${address}/edit`);
    await page.locator("#scheduled_at").fill("2024-05-01T10:00");
    await page.locator('form[action$="/edit"] .btn-primary').click();
    assert.match(await page.locator("#scheduled_at-error").innerText(), /déjà passée/);
    await accessible(page);
  });
});
