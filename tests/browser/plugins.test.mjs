// A plugin is uploaded by hand, its rights are read and granted, and it serves a channel.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { accessible, signIn, withPage } from "./lib/browser.mjs";
import { house } from "./lib/house.mjs";
import { component } from "./lib/plugin.mjs";

const at = house();

// R: P2 P3 P6
test("a plugin is uploaded, read, granted and removed", { timeout: 300_000 }, async () => {
  const tenant = await at.server.tenant("Atelier de Bretagne");
  const buffer = await readFile(await component("fax"));
  await withPage(at.browser, at.server.url, async (page) => {
    page.on("dialog", (dialog) => dialog.accept());
    await signIn(page, tenant);
    await page.goto("/channels");
    await page.getByRole("link", { name: "Plugins installés" }).click();
    await page.getByText("Aucun plugin installé").waitFor();
    await accessible(page);

    const send = async (file) => {
      await page.locator("#file").setInputFiles(file);
      await page.getByRole("button", { name: "Envoyer et vérifier" }).click();
    };
    await send({ name: "fax.wasm", mimeType: "application/wasm", buffer: Buffer.from("Bonjour") });
    await page.getByText("Ce fichier n’est pas un composant WebAssembly").waitFor();

    await send({ name: "fax.wasm", mimeType: "application/wasm", buffer });
    await page.waitForURL(/\/plugins\/fax$/);
    await page.getByText("La version 1 demande des droits").waitFor();
    await page.getByText("appeler les adresses web que vous autorisez").first().waitFor();
    assert.equal(await page.getByText("Pas en service").count(), 1);
    await accessible(page);

    await page.getByRole("button", { name: "Accorder et mettre en service" }).click();
    await page.getByText("En service : version 1").waitFor();
    await page.getByText("accordé").first().waitFor();
    assert.match(await page.locator("code.secret").first().innerText(), /^[0-9a-f]{64}$/);

    await page.getByRole("button", { name: "Retirer le plugin" }).click();
    await page.getByText("Aucun plugin installé").waitFor();
  });
});
