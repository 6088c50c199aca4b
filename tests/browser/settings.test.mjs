// The company's settings: a colleague is invited, joins as a reader, and sees no more than a reader may.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const at = house();

// R: O1
// R: O2
test("a colleague is invited, joins as a reader and finds no way to import", async () => {
  const tenant = await at.server.tenant();
  const password = "trois lampes sous la pluie";
  const link = await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/settings/members");
    await page.fill('[name="email"]', "pas-une-adresse@x");
    await page.locator('form[action="/settings/members"] button').click();
    await page.locator("#email-error").waitFor();
    await accessible(page);
    await page.fill('[name="email"]', "zoe@exemple.test");
    await page.locator('form[action="/settings/members"] select').selectOption("reader");
    await page.locator('form[action="/settings/members"] button').click();
    const link = await page.locator("#new-link").innerText();
    await accessible(page);
    await screenshots(page, "settings-members");
    // Shown once: a later visit shows who was invited, not how to get in.
    await page.goto("/settings/members");
    await page.getByText("zoe@exemple.test").waitFor();
    assert.equal(await page.locator("#new-link").count(), 0);
    return link;
  });
  await withPage(at.browser, at.server.url, async (page) => {
    await page.goto(link);
    await accessible(page);
    await page.fill('[name="name"]', "Zoé Martin");
    await page.fill('[name="password"]', password);
    await page.locator('form[action^="/invitation/"] button').click();
    await page.waitForURL((address) => address.pathname === "/");
    assert.equal(await page.locator('a[href="/imports/new"]').count(), 0, "a reader is offered no import");
    const refused = await page.goto("/imports/new");
    assert.equal(refused.status(), 403);
    await accessible(page);
    await page.goto("/settings");
    assert.equal(await page.locator(".tabs a").count(), 3, "members are not the reader's business");
    assert.equal(await page.locator('form[action="/settings"] [name="name"]').isDisabled(), true);
    await accessible(page);
    assert.equal((await page.goto("/settings/members")).status(), 403);
  });
});

// R: O2
test("the last administrator stays until there is another one", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/settings/members");
    const role = page.locator('form[action^="/settings/members/"]', { has: page.locator("select") }).first();
    await role.locator("select").selectOption("reader");
    await role.locator("button").click();
    assert.match(await page.locator('[role="alert"]').innerText(), /dernier administrateur/);
    assert.equal(await role.locator("select").inputValue(), "admin");
    await accessible(page);
  });
});

// R: O13
test("an API token is shown once, works, and stops with its revocation", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/settings/tokens");
    await accessible(page);
    await page.fill('[name="label"]', "Tableur du lundi");
    await page.locator('form[action="/settings/tokens"] button').click();
    const token = await page.locator("#new-token").innerText();
    await accessible(page);
    await screenshots(page, "settings-tokens");
    const ask = () => fetch(`${at.server.url}/api/contacts`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await ask()).status, 200);
    page.on("dialog", (dialog) => dialog.accept());
    await page.getByRole("button", { name: "Révoquer Tableur du lundi" }).click();
    await page.getByText("Le jeton est révoqué").waitFor();
    assert.equal((await ask()).status, 401);
  });
});

// R: O1
test("company and profile are kept, and the language is the member's own", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/settings");
    await accessible(page);
    await screenshots(page, "settings-company");
    await page.fill('[name="name"]', "Atelier du Port");
    await page.selectOption('[name="time_zone"]', "Indian/Reunion");
    await page.locator('form[action="/settings"] button').click();
    await page.getByText("Les paramètres sont enregistrés").waitFor();
    assert.equal(await page.locator(".topbar .company").innerText(), "Atelier du Port");
    assert.equal(await page.locator('[name="time_zone"]').inputValue(), "Indian/Reunion");
    await page.goto("/settings/profile");
    await page.fill('[name="name"]', "Camille Le Bihan");
    await page.selectOption('select[name="lang"]', "en");
    await page.locator('form[action="/settings/profile"] button').click();
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
    await accessible(page);
    await screenshots(page, "settings-profile");
  }, { colorScheme: "dark" });
});

// R: O1
test("the password is changed by who knows it, and sessions elsewhere end", async () => {
  const tenant = await at.server.tenant();
  const change = async (page, current, next) => {
    await page.fill("#current", current);
    await page.fill("#password", next);
    await page.locator('form[action="/settings/profile/password"] button').click();
  };
  const next = "quatre lanternes au bord du quai";
  await withPage(at.browser, at.server.url, async (elsewhere) => {
    await signIn(elsewhere, tenant);
    await withPage(at.browser, at.server.url, async (page) => {
      await signIn(page, tenant);
      await page.goto("/settings/profile");
      await change(page, "pas celui-ci du tout", next);
      await page.locator("#current-error").waitFor();
      await accessible(page);
      await change(page, tenant.password, "motdepasse");
      await page.locator("#password-error").waitFor();
      await change(page, tenant.password, next);
      await page.getByText("Le mot de passe est changé").waitFor();
      await page.reload();
      assert.equal(new URL(page.url()).pathname, "/settings/profile", "this session goes on");
    });
    await elsewhere.goto("/");
    assert.equal(new URL(elsewhere.url()).pathname, "/login", "the others do not");
    await signIn(elsewhere, { ...tenant, password: next });
  });
});

/** The code of an authenticator with this base32 key (RFC 6238), `ahead` steps from now. */
function authenticatorCode(key, ahead = 0) {
  const bits = [...key].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", secret).update(step).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

// R: O1
test("a second factor is set up, asked for, and turned off", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/settings/profile");
    await page.getByRole("link", { name: "Mettre en place" }).click();
    await page.fill("#current", tenant.password);
    await page.getByRole("button", { name: "Commencer" }).click();
    await page.getByRole("img", { name: "Code QR" }).waitFor();
    const key = await page.locator("#second-factor-key").innerText();
    await accessible(page);
    await screenshots(page, "second-factor");
    await page.fill("#code", "12345");
    await page.getByRole("button", { name: "Activer" }).click();
    await page.locator("#code-error").waitFor();
    await accessible(page);
    await page.fill("#code", authenticatorCode(key));
    await page.getByRole("button", { name: "Activer" }).click();
    await page.locator("#recovery-codes").waitFor();
    await accessible(page);
    await withPage(at.browser, at.server.url, async (elsewhere) => {
      await elsewhere.goto("/settings/profile/second-factor");
      await elsewhere.fill('[name="email"]', tenant.email);
      await elsewhere.fill('[name="password"]', tenant.password);
      await elsewhere.locator('form[action="/login"] button').click();
      await elsewhere.locator("#code").waitFor();
      await accessible(elsewhere);
      await screenshots(elsewhere, "login-code");
      await elsewhere.fill("#code", authenticatorCode(key, 1));
      await elsewhere.locator('form[action="/login/code"] button').click();
      await elsewhere.waitForURL("**/settings/profile/second-factor");
      await accessible(elsewhere);
      await elsewhere.fill("#current", tenant.password);
      await elsewhere.getByRole("button", { name: "Désactiver" }).click();
      await elsewhere.getByText("La connexion en deux étapes est désactivée").waitFor();
    });
  });
});
