// Signing in and out: the way to everything else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { accessible, screenshots, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";

const at = house();

// R: O1
test("somebody unknown is sent to the sign-in page, in French first", async () => {
  await withPage(at.browser, at.server.url, async (page) => {
    await page.goto("/");
    assert.equal(new URL(page.url()).pathname, "/login");
    assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    await accessible(page);
    await screenshots(page, "login");
  });
});

// R: O1
test("a wrong password is refused without a hint, the right one opens the overview", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await page.goto("/login");
    await page.locator('input[name="email"]').fill(tenant.email);
    await page.locator('input[name="password"]').fill("pas celui-ci");
    await page.locator('form[action="/login"] button').click();
    await page.locator('[role="alert"]').waitFor();
    assert.equal(await page.locator('input[name="email"]').inputValue(), tenant.email);
    await accessible(page);

    await signIn(page, tenant);
    assert.equal(new URL(page.url()).pathname, "/");
    await accessible(page);
    await screenshots(page, "overview-empty");
  });
});

// R: O1
test("the session ends with the sign-out", async () => {
  const tenant = await at.server.tenant();
  await withPage(at.browser, at.server.url, async (page) => {
    await signIn(page, tenant);
    await page.locator('form[action="/logout"]').first().evaluate((form) => form.requestSubmit());
    await page.waitForURL("**/login*");
    await page.goto("/");
    assert.equal(new URL(page.url()).pathname, "/login");
  });
});
