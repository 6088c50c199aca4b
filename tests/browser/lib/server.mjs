// Starts the program as an operator would, with data of its own, and makes companies by its commands.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startGuarded } from "./guarded.mjs";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
export const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target");

/** The program: RELAIS_BIN, else the one of the debug profile. */
function binary() {
  const named = process.env.RELAIS_BIN ?? path.join(TARGET, "debug/relais");
  if (!existsSync(named)) {
    throw new Error(`${named} is missing: run \`make test\`, or \`cargo build -p relais-web\` first`);
  }
  return named;
}

/** The settings of one server, and none of the caller's. */
function environment(data) {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("RELAIS_") || name === "RELAIS_TEST_KEEP",
  );
  return { ...Object.fromEntries(own), RELAIS_DATA: data };
}

/** Starts a server on SQLite, with these flags of `serve`. `url` has no slash at the end; `stop()` kills it and removes its files. */
export async function startServer(...flags) {
  const dir = await mkdtemp(path.join(tmpdir(), "relais-browser-"));
  const env = environment(path.join(dir, "data"));
  const program = binary();
  const { url, stop } = await startGuarded(dir, [program, "serve", "--listen", "127.0.0.1:0", ...flags], env);

  /** Runs a command beside the server; what it printed. */
  async function cli(args, input = "") {
    const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    const chunks = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) {
      child[stream].setEncoding("utf8").on("data", (chunk) => (chunks[stream] += chunk));
    }
    child.stdin.on("error", () => {}).end(input);
    const [code] = await once(child, "close");
    if (code !== 0) throw new Error(`relais ${args.join(" ")} ended with ${code}:\n${chunks.stderr}`);
    return chunks.stdout.trimEnd();
  }

  let number = 0;
  /** A new, empty company: its short name, its administrator's address and password. */
  async function tenant(name) {
    const slug = `navigateur-${++number}`;
    const email = `admin@${slug}.test`;
    const password = `une phrase longue pour ${slug}`;
    const create = ["tenant", "create", slug, "--name", name ?? `Société ${number}`];
    await cli([...create, "--admin", email, "--password-stdin"], `${password}\n`);
    return { slug, email, password };
  }

  /** An API token of somebody, to prepare data faster than by hand. */
  const token = (slug, user) => cli(["token", "create", "--tenant", slug, "--user", user]);

  return { url, dir, stop, cli, tenant, token };
}
