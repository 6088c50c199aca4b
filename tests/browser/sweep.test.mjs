// Every page there is, in the second language: nothing for axe to find, nothing sticking out, no French left over.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bodies, csv } from "./lib/base.mjs";
import { accessible, NARROW, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";
import { component } from "./lib/plugin.mjs";

const at = house();

/** Addresses that answer with no page of their own: files, streams, parts of pages, what machines ask for. */
const NO_PAGE = [/^\/(api|assets|track|callbacks)\//, /\.(csv|js|jsonl?|webmanifest|zip)$/, /\/(progress|live|mail|source|letter|values|name-check)$/];

/** Puts together what pages need to have something to show: prospects, two imports, campaigns prepared, sent, drafted. */
async function filled(tenant) {
  const token = await at.server.token(tenant.slug, tenant.email);
  const ask = async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}` };
    if (body && !(body instanceof FormData)) headers["content-type"] = "application/json";
    const sent = body instanceof FormData ? body : body && JSON.stringify(body);
    const response = await fetch(at.server.url + path, { method, headers, body: sent });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.clone().text()}`);
    return response.status === 204 ? undefined : response.json();
  };
  const upload = async () => {
    const form = new FormData();
    form.append("file", new Blob([csv(bodies(40))], { type: "text/csv" }), "base.csv");
    return (await ask("POST", "/api/imports", form)).id;
  };
  const until = async (path, done) => {
    for (let tries = 0; tries < 300; tries += 1) {
      const state = await ask("GET", path);
      if (done(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${path} does not come to its end`);
  };
  const done = await upload();
  const lawful_basis = { email: { kind: "b2b_information", evidence: "Annuaire public" } };
  await ask("POST", `/api/imports/${done}/commit`, { on_conflict: "skip", lawful_basis });
  await until(`/api/imports/${done}`, (one) => one.status === "done");
  const previewed = await upload();
  const of = (title, more) => ({ title, event_date: "2126-01-15", ...more });
  const { id: campaign } = await ask("POST", "/api/campaigns", of("Portes ouvertes", { filters: {} }));
  const { id: draft } = await ask("POST", "/api/campaigns", of("Brouillon"));
  await until(`/api/campaigns/${campaign}`, (one) => one.status === "ready");
  const content = { email: { subject: "Fair", html: '<p>See <a href="https://example.org/">the programme</a></p>' } };
  const { id: sent } = await ask("POST", "/api/campaigns", of("Salon", { filters: {}, content }));
  await ask("POST", `/api/campaigns/${sent}/launch`);
  await until(`/api/campaigns/${sent}`, (one) => one.status === "finished");
  const { id: kept, rendered } = (await ask("GET", `/api/outbox?campaign=${sent}`)).items[0];
  const [, code, secret] = rendered.match(/\/unsubscribe\/([^."]+)\.([^."]+)"/);
  const contact = (await ask("GET", "/api/contacts?limit=1")).items[0].id;
  await at.server.cli(["plugin", "install", await component("fax"), "--tenant", tenant.slug, "--grant-all"]);
  const act = (await ask("GET", "/api/audit/entries?limit=1")).items[0].id;
  return { done, previewed, campaign, draft, sent, kept, contact, act, code, token: `${code}.${secret}` };
}

/** How each address with a variable in it is visited. */
const visits = (made) => ({
  "/campaigns/{id}": [`/campaigns/${made.campaign}`, `/campaigns/${made.draft}`, `/campaigns/${made.sent}`],
  "/campaigns/{id}/message": [`/campaigns/${made.campaign}/message`],
  "/outbox/{id}": [`/outbox/${made.kept}`],
  "/campaigns/{id}/edit": [`/campaigns/${made.draft}/edit`],
  "/contacts/{id}": [`/contacts/${made.contact}`],
  "/contacts/{id}/edit": [`/contacts/${made.contact}/edit`],
  "/imports/{id}": [`/imports/${made.done}`, `/imports/${made.previewed}`],
  "/invitation/{token}": ["/invitation/inconnue"],
  "/unsubscribe/{token}": ["/unsubscribe/inconnu", `/unsubscribe/${made.token}`],
  "/push/{tenant}/{token}": [`/push/${made.code}/inconnu`, `/push/${made.code}/${made.token}`],
  "/channels/{channel}": ["email", "sms", "push", "postal"].map((channel) => `/channels/${channel}`),
  "/plugins/{name}": ["/plugins/fax"],
  "/audit/{id}": [`/audit/${made.act}`],
});

// R: O17
test("every page, in English", async () => {
  const tenant = await at.server.tenant("Harbour Works");
  const made = await filled(tenant);
  const known = visits(made);
  const routes = (await at.server.cli(["routes"])).split("\n").map((line) => line.split("\t"));
  const pages = routes.filter(([method, path]) => method === "GET" && !NO_PAGE.some((no) => no.test(path)));
  const addresses = pages.flatMap(([, path]) => {
    if (!path.includes("{")) return [path];
    assert.ok(known[path], `say in visits() how ${path} is looked at`);
    return known[path];
  });
  // The steps of the panel, which are one route.
  const said = "title=Fair&channels=email&event_date=2126-01-15";
  addresses.push("/campaigns/new?step=campaign&f.type=mairie", `/campaigns/new?step=review&${said}`, "/nowhere");
  await withPage(
    at.browser,
    at.server.url,
    async (page) => {
      for (const address of ["/login", "/signup"]) await look(page, address);
      await signIn(page, tenant);
      await page.goto("/settings/profile");
      await page.selectOption('select[name="lang"]', "en");
      await page.locator('form[action="/settings/profile"] button').click();
      await page.getByRole("heading", { name: "Settings" }).waitFor();
      for (const address of addresses) await look(page, address);
    },
    { locale: "en-GB" },
  );
});

async function look(page, address) {
  await page.goto(address);
  assert.equal(await page.locator("html").getAttribute("lang"), "en", address);
  await accessible(page);
  const before = page.viewportSize();
  await page.setViewportSize(NARROW);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= NARROW.width, `${address} is ${width} px wide on a screen of ${NARROW.width}`);
  await page.setViewportSize(before);
}
