// One campaign over several channels: written, looked at and counted channel by channel, each person over the first that
// reaches them; and two people at the same form.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const at = house();

/** Eight by both channels, three by email alone, two by text message alone. */
function town() {
  const line = (i, email, phone) => `Mairie no ${i},${email ? `m${i}@commune.test` : ""},${phone ? `06123456${10 + i}` : ""},Rennes`;
  const lines = Array.from({ length: 13 }, (_, i) => line(i, i < 11, i < 8 || i > 10));
  return ["Nom,Courriel,Téléphone,Ville", ...lines, ""].join("\n");
}

async function importTown(page) {
  await page.goto("/imports/new");
  await page.locator('input[type="file"]').setInputFiles({
    name: "communes.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(town()),
  });
  await page.locator("form[enctype] button[type=submit], form[enctype] button").first().click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}/, { timeout: 60_000 });
  for (const [topic, kind] of [["email", "b2b_information"], ["sms", "consent"], ["tracking", "consent"]]) {
    await page.locator(`select[name="basis.${topic}.kind"]`).selectOption(kind);
    await page.locator(`input[name="basis.${topic}.evidence"]`).fill("Formulaire d’inscription, mai 2026");
  }
  await page.locator('button[name="step"][value="commit"]').click();
  await page.locator("#lines").waitFor({ timeout: 120_000 });
}

/** The text message: a bubble with a real prospect, what is wrong with it, a test. */
async function writeText(page) {
  await page.locator("#sms-text").fill("Bonjour {{ name }}, portes ouvertes le 15 janvier.");
  const bubble = page.locator("#sms-seen .bubble");
  await bubble.getByText(/Bonjour Mairie no \d+, portes ouvertes/).waitFor();
  assert.equal(await page.locator('[data-counts="sms-text"]').innerText(), "50");

  // A field that does not exist is told here too, in plain words.
  await page.locator("#sms-text").fill("Bonjour {{ firstname }}");
  await page.locator("#sms-seen").getByText("first_name").waitFor();
  await page.locator("#sms-text").fill("Bonjour {{ name }}, portes ouvertes le 15 janvier.");
  await bubble.getByText(/Bonjour Mairie no \d+/).waitFor();

  // A test is a message of its own.
  const send = page.locator("#message-sms").getByRole("button", { name: "Envoyer l’essai" });
  await page.locator("#test-to-sms").fill("06 12 34");
  await send.click();
  await page.getByText("Ce numéro de téléphone n’est pas complet").waitFor();
  await page.locator("#test-to-sms").fill("06 12 34 56 99");
  await send.click();
  await page.getByText("L’essai est dans la boîte d’envoi").waitFor();
}

const tab = (page, name) => page.locator("[data-tabs] a", { hasText: name });
const mail = (page) => page.frameLocator('iframe[name="mail-frame"]');

// R: O3 O4 S16 P6 T1 T6
test("a campaign by email and text message is written, seen, counted and sent over the first channel possible", async () => {
  const tenant = await at.server.tenant("Atelier de Bretagne");
  await withPage(at.browser, at.server.url, async (page) => {
    page.on("dialog", (dialog) => dialog.accept());
    await signIn(page, tenant);
    await importTown(page);
    await page.goto("/campaigns/new");
    await page.getByText("11 par e-mail · 10 par SMS").waitFor();
    await page.locator("#audience-next:not(:disabled)").click();
    await page.locator("#title").fill("Portes ouvertes");
    await page.locator("#event_date").fill("2027-01-15");
    // How channels go together is asked once there are two.
    const ways = page.locator("[data-ways]");
    assert.ok(await ways.isHidden());
    await page.locator('input[name="channels"][value="sms"]').check();
    await page.getByRole("radio", { name: /Sur le premier canal possible/ }).check();
    // By keyboard: the text message is tried before the mail, and after it again.
    const first = () => page.locator('input[name="channels"]').first();
    await page.getByRole("button", { name: "Essayer le SMS plus tôt" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector('input[name="channels"]').value === "sms");
    assert.ok(await page.getByRole("radio", { name: /Sur le premier canal possible/ }).isChecked());
    await page.getByRole("button", { name: "Essayer l’e-mail plus tôt" }).click();
    await page.waitForFunction(() => document.querySelector('input[name="channels"]').value === "email");
    assert.ok(await first().isChecked());
    await accessible(page);
    await screenshots(page, "panel-ways");

    await page.locator('button.btn-primary[value="message"]:not(:disabled)').click();
    await page.locator("#email-subject").fill("Bonjour {{ name }}");
    await page.locator("#email-html").fill("<p>Venez, {{ name }} : <a href=\"https://exemple.fr/\">ici</a></p>");
    await mail(page).getByText("Venez, Mairie").waitFor();
    assert.match(await tab(page, "E-mail").innerText(), /11/);
    assert.match(await tab(page, "SMS").innerText(), /2/, "those whom no mail reaches");

    // The other tab, by keyboard. Without a plugin it says so, and nothing can be written there.
    await tab(page, "SMS").focus();
    await page.keyboard.press("Enter");
    const served = (await page.locator("#sms-text").count()) > 0;
    if (served) await writeText(page);
    else await page.locator("#message-sms").getByText("Aucun plugin n’assure le SMS").waitFor();
    await accessible(page);
    await screenshots(page, "panel-message-sms");

    // A reload loses nothing of either.
    await page.reload();
    await page.waitForFunction(() => document.querySelector("#email-subject")?.value.includes("{{ name }}"));
    if (served) assert.match(await page.locator("#sms-text").inputValue(), /\{\{ name \}\}/);
    assert.match(await page.locator("#email-subject").inputValue(), /\{\{ name \}\}/);

    await page.locator('button.btn-primary[value="review"]').click();
    await page.locator('button.btn-primary[value="validate"]').waitFor();
    const review = await page.locator("#panel").innerText();
    assert.match(review, /11 destinataires/);
    assert.match(review, /2 destinataires/);
    assert.match(review, /8 autres personnes joignables par ce canal sont servies par un canal précédent/);
    await accessible(page);
    await screenshots(page, "panel-review-channels");
    // Each reason why not opens the list of its people.
    const why = page.locator("details.why").first();
    const listed = page.waitForEvent("popup");
    await why.getByRole("link", { name: /sans adresse e-mail/ }).click();
    const list = await listed;
    await list.getByText("2 prospects").first().waitFor();
    await list.close();

    await page.locator('button.btn-primary[value="validate"]').click();
    await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
    if (!served) {
      // Written it can be, sent it cannot.
      await page.getByRole("link", { name: "Écrire le message" }).waitFor({ timeout: 60_000 });
      return;
    }
    await page.getByRole("button", { name: "Lancer" }).click({ timeout: 60_000 });
    await page.locator("#sending .state", { hasText: /Terminé/ }).first().waitFor({ timeout: 60_000 });
    const rows = page.locator('section[aria-labelledby="by-channel"] tbody tr');
    await rows.nth(1).waitFor();
    const figures = async (row) => (await row.locator("td").allInnerTexts()).slice(0, 2).map(Number);
    assert.deepEqual(await figures(rows.nth(0)), [11, 11]);
    assert.deepEqual(await figures(rows.nth(1)), [2, 2]);
    await accessible(page);
    await screenshots(page, "campaign-channels");
    // No cell of the table is cut at 1440 px.
    const cut = await page.locator("#messages .table-wrap").evaluate((wrap) => wrap.scrollWidth - wrap.clientWidth);
    assert.equal(cut, 0, "the table is wider than its place");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Exporter en CSV" }).click();
    const file = await (await download).createReadStream();
    let csv = "";
    for await (const chunk of file) csv += chunk;
    const lines = csv.trim().split("\r\n");
    assert.equal(lines.length, 14);
    assert.equal(lines.filter((line) => line.includes(",SMS,")).length, 2);
  });
});

// R: O3
test("two people at the same form: the second is told, and decides", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    const token = await at.server.token(tenant.slug, tenant.email);
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const made = await fetch(`${at.server.url}/api/campaigns`, {
      method: "POST",
      headers,
      body: JSON.stringify({ title: "À deux", event_date: "2030-01-15" }),
    });
    const { id } = await made.json();
    await page.goto(`/campaigns/${id}/edit`);
    const changed = await fetch(`${at.server.url}/api/campaigns/${id}`, {
      method: "PATCH",
      headers,
      body: JSON.stringify({ social_network: "LinkedIn" }),
    });
    assert.equal(changed.status, 200);
    await page.locator("#description").fill("Ma version");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Quelqu’un d’autre a modifié cette campagne").waitFor();
    assert.equal(await page.locator("#description").inputValue(), "Ma version");
    await accessible(page);
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.waitForURL(`**/campaigns/${id}`);
    await page.getByText("Ma version").waitFor();
  });
});
