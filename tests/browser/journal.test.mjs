// The compliance officer's journal: who did what, whether the log is whole, details on record only.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const at = house();

/** A compliance officer who accepted an invitation. */
async function officer(tenant) {
  const token = await at.server.token(tenant.slug, tenant.email);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = async (path, body) => {
    const response = await fetch(at.server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status}`);
    return response.json();
  };
  await ask("/api/contacts", { name: "Mairie de Concarneau", email: "accueil@concarneau.test" });
  const email = "officier@exemple.test";
  const { link } = await ask("/api/invitations", { email, role: "compliance_officer" });
  return { email, password: "quatre bateaux dans le port", link };
}

// R: M4
// R: G9
test("an officer reads the journal, verifies it and opens an act on record", async () => {
  const tenant = await at.server.tenant();
  const person = await officer(tenant);
  await withPage(at.browser, at.server.url, async (page) => {
    await page.goto(person.link);
    await page.fill('[name="name"]', "Odile Conforme");
    await page.fill('[name="password"]', person.password);
    await page.locator('form[action^="/invitation/"] button').click();
    await page.waitForURL((address) => address.pathname === "/");

    await page.getByRole("link", { name: "Conformité" }).click();
    await page.getByRole("heading", { name: "Journal", exact: true }).waitFor();
    await page.getByRole("link", { name: "Prospect ajouté" }).waitFor();
    await accessible(page);
    await screenshots(page, "journal");

    await page.getByRole("button", { name: "Vérifier maintenant" }).click();
    assert.match(await page.locator("#verified").innerText(), /Le journal est intact/);
    await accessible(page);

    await page.selectOption("#act", "contact.create");
    await page.getByRole("button", { name: "Filtrer" }).click();
    await page.waitForURL(/act=contact\.create/);
    assert.equal(await page.locator("tbody tr").count(), 1);
    await page.fill("#until", "2020-01-01");
    await page.getByRole("button", { name: "Filtrer" }).click();
    await page.getByText("Aucun acte ne correspond").waitFor();
    await accessible(page);
    await page.getByRole("link", { name: "Tout afficher" }).first().click();

    await page.getByRole("link", { name: "Prospect ajouté" }).click();
    await page.getByRole("heading", { name: "Prospect ajouté" }).waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Afficher les détails" }).click();
    await page.getByRole("heading", { name: "Détails" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Afficher les détails" }).count(), 0);
    await accessible(page);
    await page.goto("/audit?act=audit.reveal");
    assert.match(await page.locator("tbody tr").innerText(), /Détails d’un acte affichés[\s\S]*Odile Conforme/);

    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Exporter le journal" }).click();
    assert.match((await download).suggestedFilename(), /_journal\.jsonl$/);
  });
});

// R: O2
test("who may not read the journal is not offered it", async () => {
  const tenant = await at.server.tenant();
  const token = await at.server.token(tenant.slug, tenant.email);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ email: "lecteur@exemple.test", role: "reader" });
  const { link } = await (await fetch(`${at.server.url}/api/invitations`, { method: "POST", headers, body })).json();
  await withPage(at.browser, at.server.url, async (page) => {
    await page.goto(link);
    await page.fill('[name="name"]', "Luc Lecteur");
    await page.fill('[name="password"]', "cinq voiliers au mouillage");
    await page.locator('form[action^="/invitation/"] button').click();
    await page.waitForURL((address) => address.pathname === "/");
    assert.equal(await page.getByRole("link", { name: "Conformité" }).count(), 0);
    assert.equal((await page.goto("/audit")).status(), 403);
  });
});
