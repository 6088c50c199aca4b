// Programs that a test starts and that never outlive it (tests/guard.sh).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";

const GUARD = path.resolve(import.meta.dirname, "../../guard.sh");

/**
 * Starts `command` and waits until it prints `listening on URL`. `url` has no slash at the end; `stop()` kills it and removes
 * `dir`, where its complaints go.
 */
export async function startGuarded(dir, command, env = process.env) {
  const guard = spawn("/bin/sh", [GUARD, dir, ...command], { env, stdio: ["pipe", "pipe", "inherit"] });
  const gone = once(guard, "exit");
  const stop = async () => {
    guard.stdin.end();
    await gone;
  };
  let url;
  for await (const line of createInterface({ input: guard.stdout })) {
    url = /^listening on (\S+?)\/?$/.exec(line.trim())?.[1];
    if (url) break;
  }
  // Reads on: a full pipe would stop the program.
  guard.stdout.resume();
  if (!url) {
    const log = await readFile(path.join(dir, "server.log"), "utf8");
    await stop();
    throw new Error(`${path.basename(command[0])} did not print «listening on URL». Its log:\n${log}`);
  }
  return { url, stop };
}
