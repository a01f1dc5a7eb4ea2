#!/bin/sh
# Verifies PgBouncer in transaction mode on this machine: runs all tests of stored behaviour through it, and measures the
# program without and behind it. It takes about half an hour on two processors, prints a table for
# docs/guides/pooler.md, and ends with exit code 1 if a test fails.
#
#     deploy/verify/pgbouncer.sh [tests|bench] [PGBOUNCER…]
#
# Without arguments, it does both, with the installed PgBouncer. Several programs, such as another version that was built
# from source, are measured in turn; the tests use the first.
set -eu
need() {
  command -v "$1" >/dev/null || { echo "$0: $1 is missing; on Debian: apt-get install $2" >&2; exit 2; }
}
PATH=$PATH:/usr/sbin
need go golang
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need initdb postgresql
part=both
case "${1:-}" in
tests | bench) part=$1 && shift ;;
esac
if [ $# = 0 ]; then
  need pgbouncer pgbouncer
  set -- "$(command -v pgbouncer)"
fi
cd "$(dirname "$0")/../.."

if [ "$part" != bench ]; then
  packages=$(deploy/verify/stored.sh)
  echo "$("$1" --version | head -n 1): tests in $(echo "$packages" | wc -w) packages"
  # shellcheck disable=SC2086 # a list
  CLIENTELE_TEST_POSTGRES=required CLIENTELE_TEST_POSTGRES_VIA=pgbouncer CLIENTELE_TEST_PGBOUNCER=$1 \
    go test -p 1 -count=1 -vet=off -timeout 30m $packages
fi

if [ "$part" != tests ]; then
  programs=$(printf '%s,' "$@")
  go run ./bench/compare -rounds 3 -duration 4s -pgbouncer "${programs%,}"
fi
