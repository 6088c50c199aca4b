// Sending for real: the channel is configured and taken live, a campaign launched and watched, and what the relay took read,
// followed and answered as its readers would.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { bodies, csv } from "./lib/base.mjs";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";
import { opened, startSink } from "./lib/sink.mjs";

const PEOPLE = 30;
// Slow enough to be watched on a busy machine.
const DELAY_MS = 1_000;
const PROGRAMME = "https://exemple.test/programme?page=1&langue=fr";
// Somebody reading mail; a browser that says it has no head is a machine.
const READER = {
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
};

const at = house("--allow-private-hosts");
let sink;
before(async () => {
  sink = await startSink();
});
after(() => sink?.stop());

/** Speaks to the API as the company's administrator; a refusal fails with what was said. */
async function program(tenant) {
  const token = await at.server.token(tenant.slug, tenant.email);
  const authorization = `Bearer ${token}`;
  return async (method, path, body) => {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${at.server.url}/api${path}`, {
      method,
      headers: isForm || !body ? { authorization } : { authorization, "content-type": "application/json" },
      body: isForm || !body ? body : JSON.stringify(body),
    });
    const said = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${said}`);
    return JSON.parse(said);
  };
}

/** Asks until it is so; `node --test` gives up in the end. */
async function until(ask, is) {
  for (;;) {
    const answer = await ask();
    if (is(answer)) return answer;
    await setTimeout(100);
  }
}

/** People who may be written to and measured. */
async function importPeople(api, people) {
  const form = new FormData();
  form.append("file", new Blob([csv(people)], { type: "text/csv" }), "annuaire.csv");
  const { id } = await api("POST", "/imports", form);
  const evidence = "Formulaire d’inscription, mai 2026";
  const lawful_basis = { email: { kind: "b2b_information", evidence }, tracking: { kind: "consent", evidence } };
  await api("POST", `/imports/${id}/commit`, { on_conflict: "skip", lawful_basis });
  const report = await until(() => api("GET", `/imports/${id}`), ({ status }) => status === "done" || status === "failed");
  assert.deepEqual([report.status, report.created], ["done", people.length]);
}

/** A campaign to everybody, ready to be launched. */
async function ready(api) {
  const email = {
    subject: "Réunion de quartier : {{ name }}",
    html: `<p>Bonjour {{ name }}, une réunion vous attend. <a href="${PROGRAMME.replace("&", "&amp;")}">Le programme</a></p>
           <p><a href="{{ unsubscribe_url }}">Ne plus en recevoir</a></p>`,
  };
  const order = { title: "Réunion de quartier", event_date: "2030-01-15", filters: {}, content: { email }, delay_ms: DELAY_MS };
  const { id } = await api("POST", "/campaigns", order);
  const { status } = await until(() => api("GET", `/campaigns/${id}`), ({ status }) => status !== "preparing");
  assert.equal(status, "ready");
  return id;
}

/** What the mail asks the world for: its picture, and where each of its links leads, by their words. */
function asks({ html }) {
  const plain = (url) => url.replaceAll("&amp;", "&");
  const links = [...html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g)].map(([, url, words]) => [words, plain(url)]);
  return { pixel: plain(/<img [^>]*src="([^"]*)"/.exec(html)[1]), links: Object.fromEntries(links) };
}

/** Takes the channel live over the sink, by its page alone. */
async function goLive(page, questions) {
  await page.goto("/channels/email");
  await page.locator('input[name="config.relay"]').fill(sink.url);
  await page.locator('input[name="config.from"]').fill("Atelier <bonjour@atelier.test>");
  await page.locator('select[name="config.tls"]').selectOption("none");
  await page.locator('form[action="/channels/email"] button.btn-primary').click();
  await page.waitForURL("**/channels/email");
  await page.getByText("La configuration convient au plugin.").waitFor();
  await page.getByRole("button", { name: "Passer en réel" }).click();
  await page.locator(".facts-line .state", { hasText: "Réel" }).waitFor();
  assert.match(questions.pop(), /Passer l’e-mail en réel/);
  await accessible(page);
  await screenshots(page, "channel-live");
}

// R: S15, S16, T1, T2, T3, T5, T9, O3, O6, O8, G5
test("a channel is taken live and a campaign arrives, is followed and answered", async () => {
  const tenant = await at.server.tenant("Atelier de Bretagne");
  const api = await program(tenant);
  const people = bodies(PEOPLE);
  await importPeople(api, people);
  const id = await ready(api);

  await withPage(at.browser, at.server.url, async (page) => {
    const questions = [];
    page.on("dialog", (dialog) => {
      questions.push(dialog.message());
      dialog.accept();
    });
    await signIn(page, tenant);
    const badges = page.getByText("Bac à sable", { exact: true });
    await page.goto(`/campaigns/${id}`);
    await badges.first().waitFor();
    await goLive(page, questions);
    await page.goto(`/campaigns/${id}`);
    assert.equal(await badges.count(), 0, "nothing says that it is a rehearsal");

    // Launched: the bar grows by itself, up to the end.
    await page.getByRole("button", { name: "Lancer" }).click();
    const bar = page.locator("#sending progress");
    await bar.waitFor();
    assert.match(questions.pop(), /Réunion de quartier.* à 30 personnes, pour de vrai/);
    await page.evaluate(() => (window.loadedOnce = true));
    const seen = await bar.evaluate((element) => element.value);
    await page.waitForFunction((before) => document.querySelector("#sending progress")?.value > before, seen);
    assert.equal(await bar.evaluate((element) => element.max), PEOPLE);
    await page.locator("#sending .state", { hasText: "Terminé" }).first().waitFor({ timeout: 120_000 });
    assert.ok(await page.evaluate(() => window.loadedOnce), "without a reload");
    assert.equal(await badges.count(), 0);
    const sent = page.locator(".figures-four .figure-value").first();
    assert.equal(Number.parseInt(await sent.innerText(), 10), PEOPLE);
    await accessible(page);

    const mails = await sink.received();
    assertEveryoneOnce(mails, people);
    // Nobody reads a mail the moment it leaves; whoever does is counted as a machine.
    await setTimeout(2_100);
    await followed(page, mails);

    // What came back stands on the campaign's page.
    await page.goto(`/campaigns/${id}`);
    await page.waitForFunction(() => {
      const values = [...document.querySelectorAll(".figures-four .figure-value")];
      return values.slice(1, 3).every((value) => Number.parseInt(value.textContent, 10) === 1);
    });
    assert.match(await page.locator(".figures-more").innerText(), /Désinscriptions\s*2/);
    await page.getByRole("link", { name: "Cliqués" }).click();
    await page.waitForURL(/state=clicked/);
    const clicked = page.locator("#messages tbody tr");
    assert.equal(await clicked.count(), 1);
    assert.match(await clicked.innerText(), new RegExp(`${mails[0].to[0]}[^]*désinscrit par ce message`));
    await accessible(page);
    // With one line of the table: a page of thirty is a very tall picture on a phone.
    await screenshots(page, "campaign-live");
  }, READER);
});

/** Each address got one mail, its own, with the headers that mail programs make their button of. */
function assertEveryoneOnce(mails, people) {
  assert.deepEqual(mails.flatMap(({ to }) => to).sort(), people.map(({ email }) => email).sort());
  assert.equal(new Set(mails.map(({ id }) => id)).size, people.length, "each is a mail of its own");
  const ways = new Set();
  for (const mail of mails) {
    const { headers, html, text } = opened(mail);
    const { name } = people.find(({ email }) => email === mail.to[0]);
    assert.ok(headers.to.includes(mail.to[0]), headers.to);
    // The names of two are not written as they are in HTML.
    const isPlain = !/[<>&"'/=]/.test(name);
    if (isPlain) assert.ok(html.includes(`Bonjour ${name},`) && text.includes(`Bonjour ${name},`), html);
    const [, way] = /^<(.*)>$/.exec(headers["list-unsubscribe"]);
    assert.ok(way.startsWith(`${at.server.url}/unsubscribe/`), way);
    assert.equal(headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
    assert.equal(asks({ html }).links["Ne plus en recevoir"], way);
    ways.add(way);
  }
  assert.equal(ways.size, people.length, "each has a way out of their own");
}

/** The first reader looks, follows a link and leaves by the page; the second leaves by the button of their mail program. */
async function followed(page, [first, second]) {
  const headers = { "user-agent": READER.userAgent };
  const { pixel, links } = asks(opened(first));
  const picture = await fetch(pixel, { headers });
  assert.deepEqual([picture.status, picture.headers.get("content-type")], [200, "image/gif"]);
  const link = await fetch(links["Le programme"], { headers, redirect: "manual" });
  assert.deepEqual([link.status, link.headers.get("location")], [302, PROGRAMME]);

  await page.goto(links["Ne plus en recevoir"]);
  // Whoever was forwarded the mail learns no address.
  await page.getByText(first.to[0].replace(/^(.)[^@]*/, "$1•••")).waitFor();
  await accessible(page);
  await page.locator("form button").click();
  await page.getByRole("heading", { name: "C’est fait" }).waitFor();

  const [, way] = /^<(.*)>$/.exec(opened(second).headers["list-unsubscribe"]);
  const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
  const left = await fetch(way, { method: "POST", headers, body });
  assert.equal(left.status, 200);
}
