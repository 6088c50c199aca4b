// What a stranger makes of `relais plugin new`, for tests that install it.
import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { TARGET } from "./server.mjs";

/** The file of the component of a new project; its channel is called like the project. */
export async function component(name) {
  const folder = await mkdtemp(path.join(tmpdir(), "relais-plugin-"));
  // What all guests have in common is compiled once.
  const env = { ...process.env, CARGO_TARGET_DIR: path.join(TARGET, "guests") };
  const program = process.env.RELAIS_BIN ?? path.join(TARGET, "debug/relais");
  const run = (...args) => promisify(execFile)(program, ["plugin", ...args], { cwd: folder, env });
  await run("new", name);
  await run("build", name);
  return path.join(folder, name, `${name}.wasm`);
}
