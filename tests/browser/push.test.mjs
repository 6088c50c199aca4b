// The page on which somebody subscribes to notifications: it explains, asks the browser only when its button is pressed, and
// keeps what the browser gives out.
import assert from "node:assert/strict";
import { createECDH, randomBytes } from "node:crypto";
import { test } from "node:test";
import { accessible, NARROW, screenshots, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const SERVICE = "https://push.example.test";

const at = house();

/** A company that offers notifications, and the page of one of its recipients. */
async function invited() {
  const tenant = await at.server.tenant("Atelier de Bretagne");
  const token = await at.server.token(tenant.slug, tenant.email);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = async (method, path, body) => {
    const response = await fetch(at.server.url + path, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.json();
  };
  const until = async (path, there) => {
    for (;;) {
      const seen = await ask("GET", path);
      if (there(seen)) return seen;
      await new Promise((done) => setTimeout(done, 100));
    }
  };
  const consent = { kind: "consent", evidence: "Formulaire du 3 mars" };
  const { id: person } = await ask("POST", "/api/contacts", {
    email: "zoe@push.test",
    first_name: "Zoé",
    lawful_basis: { email: consent },
  });
  const { config } = await ask("POST", "/api/channels/push/keys", {});
  await ask("PUT", "/api/channels/push", {
    config: { public_key: config.public_key, contact: "mailto:accueil@atelier.test", services: SERVICE },
  });
  const { id } = await ask("POST", "/api/campaigns", {
    title: "Notifications",
    event_date: "2030-01-15",
    filters: {},
    content: { email: { subject: "Bonjour", text: "Nos nouvelles dans votre navigateur : {{ push_url }}" } },
  });
  await until(`/api/campaigns/${id}`, (campaign) => campaign.status === "ready");
  await ask("POST", `/api/campaigns/${id}/launch`, {});
  const { items } = await until(`/api/outbox?campaign=${id}`, (outbox) => outbox.items.length > 0);
  const { source } = await ask("GET", `/api/outbox/${items[0].id}`);
  const unsubscribe = /List-Unsubscribe: <[^>]*\/unsubscribe\/([^>]+)>/i.exec(source.replace(/\r?\n[ \t]+/g, ""));
  const [code] = unsubscribe[1].split(".");
  const consents = async () => (await ask("GET", `/api/contacts/${person}/consents`)).items.filter((one) => one.channel === "push");
  return { path: `/push/${code}/${unsubscribe[1]}`, consents };
}

/** Counts how often the browser is asked for permission, and stands in for the service that a browser without one cannot reach. */
async function watched(page) {
  const keys = createECDH("prime256v1");
  const subscription = {
    endpoint: `${SERVICE}/push/zoe`,
    keys: { p256dh: keys.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") },
  };
  await page.addInitScript((given) => {
    globalThis.asked = 0;
    const ask = Notification.requestPermission.bind(Notification);
    Notification.requestPermission = (...rest) => {
      globalThis.asked += 1;
      return ask(...rest);
    };
    if (!globalThis.PushManager) return;
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async () => ({ toJSON: () => given });
  }, subscription);
}

const asked = (page) => page.evaluate(() => globalThis.asked);

// R: O5 O10
test("somebody agrees to notifications by a button, and stops them again", async () => {
  const { path, consents } = await invited();
  await withPage(at.browser, at.server.url, async (page) => {
    await page.context().grantPermissions(["notifications"], { origin: at.server.url });
    await watched(page);
    await page.goto(path);
    const button = page.getByRole("button", { name: "Accepter et recevoir les notifications" });
    await button.waitFor();
    assert.match(await page.locator("main").innerText(), /Atelier de Bretagne vous enverra des notifications/);
    await accessible(page);
    await screenshots(page, "push");
    assert.equal(await asked(page), 0, "nobody is asked before they press the button");
    assert.deepEqual(await consents(), []);

    await button.click();
    await page.getByRole("heading", { name: "Vous recevez les notifications" }).waitFor();
    const [given] = await consents();
    assert.equal(given.kind, "consent");
    assert.match(given.evidence, /Atelier de Bretagne vous enverra des notifications/);
    await accessible(page);
    await screenshots(page, "push-done");

    await page.getByRole("button", { name: "Arrêter les notifications" }).click();
    await button.waitFor();
    assert.equal((await consents()).at(-1).kind, "withdrawn");
  });
});

// R: O5
test("who refuses is told what to do, and nothing is kept", async () => {
  const { path, consents } = await invited();
  const phone = { viewport: NARROW, permissions: [] };
  await withPage(at.browser, at.server.url, async (page) => {
    await watched(page);
    await page.goto(path);
    await page.evaluate(() => {
      Notification.requestPermission = async () => "denied";
    });
    await page.getByRole("button", { name: "Accepter et recevoir les notifications" }).click();
    await page.getByText("Votre navigateur bloque les notifications de cette page").waitFor();
    await accessible(page);
    assert.deepEqual(await consents(), []);
  }, phone);
});
