// A marketing person imports a file: chooses it, corrects a column, says what allows writing, reads the report.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const HEADER = "Raison sociale;Courriel;Téléphone;Code postal;Ville;Région;Type;Effectif;Origine;Contact principal";
const at = house();

/** A file of `rows` town halls and associations: one unusable address, one doubtful phone, one repetition, one ragged row. */
async function file(name, rows) {
  const lines = [HEADER];
  for (let i = 0; i < rows; i += 1) {
    const mail = i === 3 ? "pas une adresse" : `contact${i === 5 ? 4 : i}@exemple-${i === 5 ? 4 : i}.test`;
    const phone = i === 7 ? "02 61" : `06 39 98 ${String(1000 + i).replace(/(..)(..)/, "$1 $2")}`;
    const kind = i % 2 ? "Mairie" : "Association";
    lines.push(`Lieu ${i};${mail};${phone};35000;Rennes;Bretagne;${kind};${i};Salon 2026;Personne ${i}`);
  }
  lines.splice(11, 0, "trop;de;cellules;dans;cette;ligne;pour;ce;fichier;là;vraiment;trop");
  const target = path.join(at.server.dir, name);
  await writeFile(target, `${lines.join("\r\n")}\r\n`);
  return target;
}

async function upload(page, target) {
  await page.goto("/imports/new");
  await page.setInputFiles('input[name="file"]', target);
  await page.locator("form[data-upload] button").click();
}

// Figures as the page shows them, spaces taken out.
async function figures(page) {
  const texts = await page.locator(".figure-value").allInnerTexts();
  return texts.map((text) => Number(text.replace(/\s/g, "")));
}

// R: M5
test("a file that is no CSV comes back with what to do", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/imports/new");
    await accessible(page);
    const cases = [
      ["vide.csv", Buffer.from(""), /vide/],
      ["liste.xlsx", Buffer.from("PK\u0003\u0004 un classeur"), /classeur.*Enregistrer sous/],
      ["utf16.csv", Buffer.from("\ufeffNom;Courriel\nA;a@b.test\n", "utf16le"), /UTF-16.*CSV UTF-8/],
    ];
    for (const [name, buffer, sentence] of cases) {
      await page.setInputFiles('input[name="file"]', { name, mimeType: "text/csv", buffer });
      await Promise.all([page.waitForNavigation(), page.locator("form[data-upload] button").click()]);
      assert.match(await page.locator('[role="alert"]').innerText(), sentence);
    }
    await accessible(page);
    await screenshots(page, "import-refused");
  });
});

// R: M5
// R: O9
test("a person imports a file: preview, a corrected column, lawful basis, report", async () => {
  const tenant = await at.server.tenant();
  const target = await file("lieux.csv", 40);
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await upload(page, target);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
    assert.deepEqual(await figures(page), [39, 1, 1], "new, duplicates, refused");
    assert.equal(await page.locator('[name="map.1"]').inputValue(), "email");
    assert.equal(await page.locator('[name="map.8"]').inputValue(), "origine");
    const problems = page.getByRole("region", { name: "Problèmes" });
    assert.match(await problems.innerText(), /5\s+Courriel\s+L’adresse e-mail n’est pas utilisable/);
    await accessible(page);
    await screenshots(page, "import-preview");

    // Two columns cannot fill one attribute.
    await page.selectOption('[name="map.9"]', "company");
    await page.getByRole("button", { name: "Vérifier à nouveau" }).click();
    await page.locator("#map-9-error").waitFor();
    await accessible(page);
    await page.selectOption('[name="map.9"]', "name");
    await page.getByRole("button", { name: "Vérifier à nouveau" }).click();
    await page.getByText("Aperçu à jour").waitFor();
    assert.equal(await page.locator('[name="map.9"]').inputValue(), "name");

    // Nobody may be written to without a ground, and a ground needs its proof.
    const commit = page.locator('button[value="commit"]');
    await commit.click();
    await page.locator('[role="alert"]').filter({ hasText: "base légale" }).waitFor();
    await page.locator('[name="basis.email.kind"][aria-invalid="true"]:focus').waitFor();
    await page.getByRole("link", { name: "Aller à la base légale" }).waitFor();
    await page.selectOption('[name="basis.email.kind"]', "b2b_information");
    await commit.click();
    await page.locator("#basis-email-error").filter({ hasText: "prouve" }).waitFor();
    assert.equal(await page.locator('[name="basis.email.kind"]').inputValue(), "b2b_information");
    await accessible(page);
    await page.selectOption('[name="basis.email.column"]', { label: "Origine" });

    // The button says how many rows each choice enters.
    assert.match(await commit.innerText(), /39 lignes/);
    await page.getByLabel("Forcer").check();
    assert.match(await commit.innerText(), /40 lignes/);
    await page.getByLabel("Ignorer").check();
    await commit.click();

    // The progress, if it is seen at all, leads to the report by itself.
    await page.getByRole("heading", { name: "Lignes à regarder" }).waitFor();
    assert.deepEqual(await figures(page), [39, 0, 1, 1, 0], "created, updated, skipped, refused, suppressed");
    await accessible(page);
    await screenshots(page, "import-report");
    const report = await page.request.get(`${new URL(page.url()).pathname}/report.csv`);
    const bytes = await report.body();
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf], "spreadsheets take it for UTF-8");
    const lines = bytes.subarray(3).toString("utf8").trimEnd().split("\r\n");
    assert.equal(lines[0], "Ligne,Colonne,Problème,Suite");
    assert.ok(lines.includes("5,Courriel,L’adresse e-mail n’est pas utilisable.,Valeur ignorée"), lines.join("\n"));
    assert.equal(lines.filter((line) => line.startsWith("12,")).length, 1, "the ragged row");

    // The same file again is a file of duplicates.
    await upload(page, target);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
    assert.deepEqual(await figures(page), [1, 39, 1]);
    await page.getByRole("button", { name: "Abandonner ce fichier" }).click();
    await page.waitForURL(/\/imports\/new$/);
    await page.getByText("rien n’a été importé").waitFor();
    assert.equal(await page.locator("#imports tbody tr").count(), 1);
  });
});

// R: M5
test("imports read in English, in the dark, without script", async () => {
  const tenant = await at.server.tenant();
  const target = await file("places.csv", 12);
  const options = { locale: "en-GB", colorScheme: "dark" };
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/settings/profile");
    await page.selectOption('select[name="lang"]', "en");
    await page.locator('form[action="/settings/profile"] button').click();
    await page.getByText("Settings").first().waitFor();
    await page.goto("/imports/new");
    await accessible(page);
    await upload(page, target);
    await page.getByRole("heading", { name: "Lawful basis" }).waitFor();
    await accessible(page);
    await screenshots(page, "import-preview-dark");
  }, options);
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await upload(page, target);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
    await page.selectOption('[name="basis.postal.kind"]', "legitimate_interest");
    await page.fill('[name="basis.postal.evidence"]', "Letters, objection at any time");
    await page.locator('button[value="commit"]').click();
    await page.locator(".figure-value").nth(4).waitFor();
    assert.deepEqual(await figures(page), [11, 0, 1, 1, 0]);
  }, { ...options, javaScriptEnabled: false });
});
