#!/usr/bin/env bash
# Runs several servers on one PostgreSQL, all on this machine, and prints what they do as a table: how long it takes until
# all know a changed schema, how many emails and events arrive when servers are killed, how limits count, and what a
# server does that is cut off from the database. See docs/guides/scaling.md.
#
#     deploy/verify/servers.sh [ROUNDS] [SERVERS]
#
# ROUNDS (5) multiplies the load and the repetitions. SERVERS (10) is at least 7. The machine should have nothing else to
# do. Needs Go and PostgreSQL's programs.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-5} servers=${2:-10}

if ! command -v initdb >/dev/null && ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 &&
  [ -z "${CLIENTELE_TEST_POSTGRES_BIN:-}" ]; then
  echo "PostgreSQL's programs are missing: apt-get install postgresql" >&2
  exit 1
fi

figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
status=0
CLIENTELE_TEST_POSTGRES=required go test ./test/servers -count=1 -strict -timeout=60m \
  -rounds="$rounds" -servers="$servers" -figures="$figures" || status=$?
cat "$figures"
exit $status
