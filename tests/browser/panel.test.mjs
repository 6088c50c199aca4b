// The side panel when things are not as usual: an empty base, a count that fails, long groups, a day gone by.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const at = house();

/** Puts a file into the base, by the API. */
async function entered(tenant, text) {
  const headers = { Authorization: `Bearer ${await at.server.token(tenant.slug, tenant.email)}` };
  const form = new FormData();
  form.append("file", new Blob([text]), "base.csv");
  const sent = await fetch(`${at.server.url}/api/imports`, { method: "POST", headers, body: form });
  const { id } = await sent.json();
  const order = { on_conflict: "skip", lawful_basis: { email: { kind: "b2b_information", evidence: "Annuaire" } } };
  await fetch(`${at.server.url}/api/imports/${id}/commit`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify(order),
  });
  for (;;) {
    const { status } = await (await fetch(`${at.server.url}/api/imports/${id}`, { headers })).json();
    if (status === "done") return;
    assert.notEqual(status, "failed");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Sixty towns, the first the largest: too many to be listed whole. */
function towns() {
  const rows = [];
  for (let town = 0; town < 60; town++) {
    for (let n = 0; n < 62 - town; n++) rows.push(`t${town}n${n}@ville.test;Ville ${town};${n % 2 ? "mairie" : "école"}`);
  }
  return `Courriel;Ville;Type\n${rows.join("\n")}\n`;
}

const figure = (page) => page.locator("#audience-count").innerText();

// R: S2, S13
test("an empty base offers the import from the panel", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    const colours = await page.locator(".nothing .btn-primary").first().evaluate((button) => {
      return [getComputedStyle(button).color, getComputedStyle(button.querySelector(".icon")).color];
    });
    assert.equal(colours[0], colours[1], "the icon of a button has the button's colour");
    await page.goto("/campaigns/new");
    await accessible(page);
    await screenshots(page, "panel-empty");
    await page.locator('#panel a[href="/imports/new"]').click();
    await page.waitForURL("**/imports/new");
  });
});

// R: S4, S5
test("a count that fails is unknown, and nobody goes on with it", async () => {
  const tenant = await at.server.tenant();
  await entered(tenant, towns());
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/campaigns/new");
    const next = page.locator("#audience-next");
    const school = page.locator('input[name="f.type"][value="école"]');
    const all = await figure(page);
    await school.check();
    await page.waitForFunction((all) => document.querySelector("#audience-count").textContent !== all, all);
    const some = await figure(page);

    // Under way: shut until the answer is there.
    let answer;
    await page.route("**/campaigns/new/audience", async (route) => {
      await new Promise((resolve) => (answer = resolve));
      await route.fulfill({ status: 429, body: "" });
    });
    await school.uncheck();
    await page.locator("[data-counting=busy]").waitFor();
    assert.ok(await next.isDisabled(), "shut while it is counted");

    // Failed: no number, no way on, a way to try again.
    while (!answer) await new Promise((resolve) => setTimeout(resolve, 10));
    answer();
    await page.locator("[data-counting=unknown]").waitFor();
    assert.equal(await figure(page), "—");
    assert.ok(await next.isDisabled(), "shut while it is unknown");
    assert.ok(!(await page.locator("#audience-chips").isVisible()), "no chip of what is not ticked");
    assert.equal(await page.locator("#toasts .toast-item").count(), 1);
    await accessible(page);
    await screenshots(page, "panel-uncounted");
    await page.unroute("**/campaigns/new/audience");
    await page.getByRole("button", { name: "Réessayer" }).click();
    await page.waitForFunction((all) => document.querySelector("#audience-count").textContent === all, all);
    assert.notEqual(some, all);
    assert.ok(await next.isEnabled());
    assert.equal(await page.locator("#toasts .toast-item").count(), 0);
  });
});

// R: S3, S4
test("a value one ticks stays where it is until the panel is opened again", async () => {
  const tenant = await at.server.tenant();
  await entered(tenant, towns());
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/campaigns/new");
    const group = page.locator("#group-city");
    if ((await group.getAttribute("open")) === null) await group.locator("summary").click();
    const listed = () => group.locator(".values input").evaluateAll((boxes) => boxes.map((box) => box.value));
    const order = await listed();
    for (const place of [7, 4]) {
      const before = await figure(page);
      await group.locator(`input[value="${order[place]}"]`).check();
      await page.waitForFunction((n) => document.querySelector("#audience-count").textContent !== n, before);
      assert.deepEqual((await listed()).slice(0, order.length), order);
    }
    // Opened again, what is chosen comes first.
    await page.reload();
    assert.deepEqual((await listed()).slice(0, 2).sort(), [order[4], order[7]].sort());
  });
});

// R: S8
test("a day gone by is allowed, and told", async () => {
  const tenant = await at.server.tenant();
  await entered(tenant, "Nom;Courriel\nA;a@a.test\n");
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/campaigns/new");
    await page.locator("#audience-next").click();
    await page.locator("#title").fill("Archives");
    await page.locator("#event_date").fill("1999-01-15");
    await page.getByText("Cette date est passée.").waitFor();
    await page.waitForFunction(() => !document.querySelector('button.btn-primary[value="message"]').disabled);
    await accessible(page);
    await page.locator("#event_date").fill("2999-01-15");
    assert.equal(await page.locator("[data-past]").innerText(), "");
  });
});

// R: S8
test("without a channel the way on is shut, and the channels say why", async () => {
  const tenant = await at.server.tenant();
  await entered(tenant, "Nom;Courriel\nA;a@a.test\n");
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.goto("/campaigns/new");
    await page.locator("#audience-next").click();
    await page.locator("#title").waitFor();
    const chosen = page.locator('[name="channels"]:checked');
    while ((await chosen.count()) > 0) await chosen.first().click();
    const told = page.locator("[data-one-of-told]");
    await told.filter({ hasText: "Choisissez au moins un canal." }).waitFor();
    assert.ok(await page.locator('button.btn-primary[value="message"]').isDisabled());
    await page.locator('[name="channels"][value="email"]').check();
    assert.equal(await told.innerText(), "");
  });
});
