// A relay on this machine that remembers every mail it took (tests/src/smtp_sink), and what stands in such a mail.
import { existsSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startGuarded } from "./guarded.mjs";
import { TARGET } from "./server.mjs";

/** Starts one. `received()` gives what it took so far: `from`, `to`, `id` (the Message-ID) and `raw` of each mail. */
export async function startSink() {
  const program = process.env.RELAIS_SMTP_SINK ?? path.join(TARGET, "debug/smtp-sink");
  if (!existsSync(program)) {
    throw new Error(`${program} is missing: run \`make test\`, or \`cargo build -p relais-tests --bin smtp-sink\` first`);
  }
  const dir = await mkdtemp(path.join(tmpdir(), "relais-sink-"));
  const mails = path.join(dir, "mails");
  const { url, stop } = await startGuarded(dir, [program, "--mails", mails]);
  const received = async () => {
    const lines = existsSync(mails) ? await readFile(mails, "utf8") : "";
    return lines.split("\n").filter(Boolean).map(JSON.parse);
  };
  return { url, stop, received };
}

/** A mail or one of its parts: its headers by their names in small letters, unfolded, and its body as it stands. */
function part(raw) {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.slice(0, end).replace(/\r\n[ \t]+/g, " ");
  const headers = Object.fromEntries(
    head.split("\r\n").map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  return { headers, body: raw.slice(end + 4) };
}

/** Undoes what was done to a body for its journey; what the product makes is UTF-8. */
function decoded({ headers, body }) {
  switch (headers["content-transfer-encoding"]?.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64").toString("utf8");
    case "quoted-printable": {
      const bytes = body.replace(/=\r\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return Buffer.from(bytes, "latin1").toString("utf8");
    }
    default:
      return body;
  }
}

/** The headers of a mail, and its text and its HTML as their reader sees them. */
export function opened({ raw }) {
  const mail = part(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(mail.headers["content-type"])?.[1];
  const parts = mail.body.split(`--${boundary}`).slice(1, -1).map((each) => part(each.replace(/^\r\n/, "")));
  const of = (type) => decoded(parts.find(({ headers }) => headers["content-type"].startsWith(type)));
  return { headers: mail.headers, text: of("text/plain"), html: of("text/html") };
}
