// The main job goes on: the message is written, the campaign sent into the sandbox, its mail read and answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, csv } from "./lib/base.mjs";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

// Somebody reading mail; a browser that says it has no head is a machine.
const READER = {
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};

const at = house();

const figure = async (locator) => Number((await locator.innerText()).split("\n")[0].replace(/[^\d]/g, ""));

/** A base whose people may be written to and measured. */
async function importFile(page, rows) {
  await page.goto("/imports/new");
  await page.locator('input[type="file"]').setInputFiles({
    name: "annuaire.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(csv(bodies(rows))),
  });
  await page.locator("form[enctype] button[type=submit], form[enctype] button").first().click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/, { timeout: 60_000 });
  for (const [topic, kind] of [["email", "b2b_information"], ["tracking", "consent"]]) {
    await page.locator(`select[name="basis.${topic}.kind"]`).selectOption(kind);
    await page.locator(`input[name="basis.${topic}.evidence"]`).fill("Formulaire d’inscription, mai 2026");
  }
  await page.locator('button[name="step"][value="commit"]').click();
  await page.locator("#lines").waitFor({ timeout: 120_000 });
}

/** The panel's third step, for a campaign of this name. */
async function toMessage(page, title) {
  await page.goto("/campaigns/new");
  await page.locator("#audience-next:not(:disabled)").click();
  await page.locator("#title").fill(title);
  await page.locator("#event_date").fill("2027-01-15");
  await page.locator('button.btn-primary[value="message"]:not(:disabled)').click();
  await page.locator("#email-subject").waitFor();
}

const mail = (page) => page.frameLocator('iframe[name="mail-frame"]');

// R: S11, S15, S16, T1, T2, T3, T4, T5, T6, T7, O3, O6, O8, O10, G11
test("a message is written, sent into the sandbox, read, answered and counted", async () => {
  const tenant = await at.server.tenant("Atelier de Bretagne");
  const people = 12;
  await withPage(at.browser, at.server.url, async (page) => {
    page.on("dialog", (dialog) => dialog.accept());
    await signIn(page, tenant);
    await importFile(page, people);
    await toMessage(page, "Portes ouvertes");

    // A ready message, seen with a real prospect, and with the next one.
    await page.locator("#ready_link").fill(`${at.server.url}/signup`);
    await page.getByRole("button", { name: /^Invitation/ }).click();
    await mail(page).getByText("a le plaisir de vous inviter").waitFor();
    const first = await page.locator("#mail-seen h2").innerText();
    assert.match(first, /Aperçu avec /);
    await page.getByRole("button", { name: "Prospect suivant" }).click();
    await page.waitForFunction((seen) => document.querySelector("#mail-seen h2").innerText !== seen, first);
    await accessible(page);
    await screenshots(page, "panel-message");

    // A field that does not exist is told in plain words, and nothing goes on with it.
    const subject = await page.locator("#email-subject").inputValue();
    await page.locator("#email-subject").fill("Bonjour {{ firstname }}");
    await page.getByText("Objet : Le champ « firstname » n’existe pas").waitFor();
    await page.getByText("Prénom s’écrit {{ first_name }}").waitFor();
    await page.locator('button.btn-primary[value="review"]').click();
    await page.locator("#email-subject[aria-invalid=true]").waitFor();
    assert.equal(await page.locator("#email-subject").inputValue(), "Bonjour {{ firstname }}");
    await page.locator("#email-subject").fill(`${subject} - {{ name }}`);
    await mail(page).getByText("a le plaisir de vous inviter").waitFor();

    // A test to oneself stays in the sandbox.
    await page.getByRole("button", { name: "Envoyer l’essai" }).click();
    await page.getByText("L’essai est dans la boîte d’envoi").waitFor();

    // Back and forth loses nothing; a reload neither.
    await page.locator('.panel-actions button[value="campaign"]').click();
    await page.locator("#title").waitFor();
    await page.locator('button.btn-primary[value="message"]:not(:disabled)').click();
    assert.match(await page.locator("#email-subject").inputValue(), /\{\{ name \}\}/);
    await page.reload();
    await page.waitForFunction(() => document.querySelector("#email-subject")?.value.includes("{{ name }}"));
    // Loaded anew or opened by its button: focus is in the panel, and what it covers is out of reach.
    assert.ok(await page.evaluate(() => document.querySelector("#panel").contains(document.activeElement)), "focus is in the panel");
    assert.ok(await page.evaluate(() => document.querySelector(".shell").inert), "the covered board is inert");

    await page.locator('button.btn-primary[value="review"]').click();
    await page.locator('button.btn-primary[value="validate"]').waitFor();
    assert.match(await page.locator("#panel").innerText(), /Invitation : Portes ouvertes/);
    await accessible(page);
    await screenshots(page, "panel-review-message");
    await page.locator('button.btn-primary[value="validate"]').click();
    await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
    await page.getByRole("button", { name: "Lancer" }).waitFor({ timeout: 60_000 });
    const campaign = new URL(page.url()).pathname;
    await accessible(page);
    await screenshots(page, "campaign-ready");

    // Launched: progress, then the end, without a reload.
    await page.getByRole("button", { name: "Lancer" }).click();
    await page.locator("#sending .state", { hasText: /Terminé/ }).first().waitFor({ timeout: 60_000 });
    const cards = page.locator(".figures-four .figure-value");
    assert.equal(await figure(cards.nth(0)), people);
    const account = await page.locator(".accounts li .num").allInnerTexts();
    assert.equal(account.reduce((sum, n) => sum + Number(n.replace(/\D/g, "")), 0), people, "the books balance");
    await accessible(page);

    // The outbox holds every mail as its reader would have got it.
    await page.getByRole("link", { name: "Boîte d’envoi" }).last().click();
    await page.waitForURL(/\/outbox\?campaign=/);
    assert.equal(await page.locator("tbody tr").count(), people, "every message, and no test");
    await accessible(page);
    await screenshots(page, "outbox");
    // Nobody reads a mail the moment it leaves; whoever does is counted as a machine.
    await page.waitForTimeout(2_100);
    const messages = page.locator("tbody tr");
    await messages.first().getByRole("link").click();
    const frame = page.frameLocator("iframe.mail");
    await frame.getByText("a le plaisir de vous inviter").waitFor();
    await screenshots(page, "outbox-message");

    // A link is followed, and leads where it was written to lead.
    const popup = page.waitForEvent("popup");
    await frame.getByRole("link", { name: "Je participe" }).click();
    const behind = await popup;
    await behind.waitForURL(`${at.server.url}/signup`);
    await behind.close();

    // The other link unsubscribes, once its button is pressed.
    const leaving = page.waitForEvent("popup");
    await frame.getByRole("link", { name: "Se désinscrire" }).click();
    const unsubscribe = await leaving;
    await unsubscribe.waitForLoadState();
    await unsubscribe.locator("form button").click();
    await unsubscribe.locator("h1").waitFor();
    await unsubscribe.close();

    // What came back stands on the campaign's page, in its table, and in the tables of campaigns.
    await page.goto(campaign);
    await page.waitForFunction(() => {
      const values = [...document.querySelectorAll(".figures-four .figure-value")];
      return values.slice(1, 3).every((value) => Number.parseInt(value.textContent, 10) >= 1);
    });
    assert.match(await page.locator(".figures-more").innerText(), /Désinscriptions\s*1/);
    await page.getByRole("link", { name: "Cliqués" }).click();
    await page.waitForURL(/state=clicked/);
    const clicked = page.locator("#messages tbody tr");
    assert.equal(await clicked.count(), 1);
    assert.match(await clicked.innerText(), /Cliqué/);
    assert.match(await clicked.innerText(), /désinscrit par ce message/);
    await accessible(page);
    await screenshots(page, "campaign-finished");
    for (const address of ["/", "/campaigns"]) {
      await page.goto(address);
      const row = page.locator("tbody tr", { hasText: "Portes ouvertes" });
      assert.match(await row.innerText(), /Terminé/);
      assert.match((await row.locator("td").allInnerTexts()).join("|"), new RegExp(`\\|${people}\\|1\\|`));
    }
  }, READER);
});

// R: T1, O3
test("a campaign is planned, held, taken up and given up, and its message written later", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    page.on("dialog", (dialog) => dialog.accept());
    await signIn(page, tenant);
    await importFile(page, 11);
    await toMessage(page, "Plus tard");
    await page.locator('button.btn-primary[value="review"]').click();
    await page.getByText("Pas encore écrit").waitFor();
    await page.locator('button.btn-primary[value="validate"]').click();
    await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
    await page.getByRole("link", { name: "Écrire le message" }).click({ timeout: 60_000 });
    await page.locator("#email-subject").fill("Bonjour");
    await page.locator("#email-html").fill("<p>Bonjour {{ name }}</p>");
    await mail(page).getByText("Bonjour").waitFor();
    await accessible(page);
    await screenshots(page, "message");
    await page.locator('.actions button[value="save"]').click();
    // The form is there when it is asked for, and only then.
    const plan = page.locator("#plan");
    const planned = page.getByRole("button", { name: "Planifier", exact: true });
    await planned.waitFor();
    assert.equal(await plan.isVisible(), false, "shut before it is asked for");
    await planned.click();
    await plan.waitFor();
    await plan.getByRole("button", { name: "Annuler" }).click();
    await plan.waitFor({ state: "hidden" });
    await planned.click();
    await page.locator("#plan #scheduled_at").fill("2035-01-10T09:00");
    await accessible(page);
    await page.getByRole("button", { name: "Planifier l’envoi" }).click();
    await page.locator("#sending .state", { hasText: "Planifié" }).waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.locator("#sending .state", { hasText: "En pause" }).waitFor();
    await page.getByRole("button", { name: "Reprendre" }).click();
    await page.locator("#sending .state", { hasText: "Planifié" }).waitFor();
    await page.locator("#sending summary", { hasText: "Plus" }).click();
    await page.getByRole("button", { name: "Annuler l’envoi à 11 personnes" }).click();
    await page.locator("#sending .state", { hasText: "Annulé" }).waitFor();
  });
});

// R: P6, O4
test("a channel is configured, its secrets stay secret, and going live is checked", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    page.on("dialog", (dialog) => dialog.accept());
    await signIn(page, tenant);
    await page.goto("/channels");
    await accessible(page);
    await screenshots(page, "channels");
    await page.getByRole("link", { name: "E-mail", exact: true }).click();
    const live = page.getByRole("button", { name: "Passer en réel" });
    assert.ok(await live.isDisabled());
    await page.locator('input[name="config.relay"]').fill("smtp://relay.example.test:2525");
    await page.locator('input[name="config.from"]').fill("Atelier <bonjour@example.test>");
    await page.locator('select[name="config.tls"]').selectOption("required");
    await page.locator('input[name="secret.username"]').fill("atelier");
    await page.locator('input[name="secret.password"]').fill("mot-de-passe-4711");
    await accessible(page);
    await screenshots(page, "channel");
    await page.locator('form[action="/channels/email"] button.btn-primary').click();
    await page.waitForURL("**/channels/email");
    assert.equal(await page.locator('select[name="config.tls"] option:checked').innerText(), "TLS obligatoire, sinon aucun envoi");
    // A test says what came of it, here that nobody knows the relay.
    await page.getByRole("button", { name: "Envoyer un message d’essai" }).click();
    await page.locator("#channel-tried .wrong").waitFor({ timeout: 60_000 });
    await screenshots(page, "channel-tested");
    assert.ok(!(await page.content()).includes("mot-de-passe-4711"));
    await live.click();
    await page.locator(".facts-line .state", { hasText: "Réel" }).waitFor();
    await page.getByRole("button", { name: "Revenir au bac à sable" }).click();
    await page.locator(".facts-line .state", { hasText: "Bac à sable" }).waitFor();
  });
});
