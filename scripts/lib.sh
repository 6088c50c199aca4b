# Sourced by the other scripts: where we are, how to speak, how to compare versions.
# shellcheck shell=bash

set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
# Tools that the set-up had to fetch for this clone come first, then cargo's own.
export PATH="$root/target/tools/node_modules/.bin:${HOME:-/root}/.cargo/bin:$PATH"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "$@"
  exit 1
}
has() { command -v "$1" >/dev/null 2>&1; }

# at_least 1.95 1.100.2 — true when the second version is not older than the first.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# The newest PostgreSQL server of version 15 or later: prints its bin directory, or nothing.
postgres_bin() {
  local bin version
  { compgen -G '/usr/lib/postgresql/*/bin' || true; dirname "$(command -v initdb || echo /nowhere/initdb)"; } |
    sort -rV | while read -r bin; do
    [ -x "$bin/initdb" ] && [ -x "$bin/pg_ctl" ] || continue
    version=$("$bin/postgres" --version | grep -oE '[0-9]+(\.[0-9]+)?' | head -n 1)
    if at_least 15 "$version"; then
      printf '%s\n' "$bin"
      break
    fi
  done
}

# The browser that the tests drive: prints its path, or nothing. RELAIS_CHROMIUM names another one.
browser_bin() {
  local name
  for name in ${RELAIS_CHROMIUM:+"$RELAIS_CHROMIUM"} chromium chromium-browser google-chrome-stable google-chrome; do
    if has "$name"; then
      command -v "$name"
      return
    fi
  done
}
