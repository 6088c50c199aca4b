// What the tests of a file stand on.
import { after, before } from "node:test";
import { launch } from "./browser.mjs";
import { startServer } from "./server.mjs";

/**
 * A server of its own, with these flags of `serve`, and a browser for the tests of a file, both gone when they are over. What it
 * returns is filled in before the first test.
 */
export function house(...flags) {
  const house = {};
  before(async () => {
    house.server = await startServer(...flags);
    house.browser = await launch();
  });
  after(async () => {
    await house.browser?.close();
    await house.server?.stop();
  });
  return house;
}
