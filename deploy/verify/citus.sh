#!/bin/sh
# Verifies the program on Citus: a coordinator and workers on the loopback interface of this machine. It runs all tests of
# stored behaviour with distributed tables. It then measures the requests of "bench/compare -growth" on PostgreSQL and on
# 1, 2 and 4 workers, lists how many tasks the statements of each have, and loads customers with COPY. It prints tables
# for docs/guides/distributed.md, and ends with exit code 1 if a test fails.
#
#     deploy/verify/citus.sh                                     # both parts
#     deploy/verify/citus.sh tests                               # about an hour
#     deploy/verify/citus.sh bench                               # ten million customers; half an hour, 20 GB in TMPDIR
#     deploy/verify/citus.sh bench -customers 200000 -shop 10000 # small
#
# See bench/citus/main.go for the options of bench. It uses free ports, and deletes its files at the end. If it is started
# by root, PostgreSQL runs as the user postgres.
set -eu
cd "$(dirname "$0")/../.."
command -v go >/dev/null || { echo "$0: go is missing; on Debian: apt-get install golang" >&2; exit 2; }
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ||
  { echo "$0: initdb is missing; on Debian: apt-get install postgresql" >&2; exit 2; }
ls /usr/lib/postgresql/*/lib/citus.so >/dev/null 2>&1 || ls "$(pg_config --pkglibdir)/citus.so" >/dev/null ||
  { echo "$0: PostgreSQL does not have Citus: see https://docs.citusdata.com, installation" >&2; exit 2; }
part=both
case "${1:-}" in
tests | bench) part=$1 && shift ;;
esac

if [ "$part" != bench ]; then
  # Not these: they read PostgreSQL's plans, need replicas, and start with an empty database.
  packages=$(deploy/verify/stored.sh | grep -v -E '^clientele/test/(queryplans|replicas|servers)$')
  # shellcheck disable=SC2086 # a list
  CLIENTELE_TEST_POSTGRES=required CLIENTELE_TEST_POSTGRES_VIA=citus \
    go test -p 1 -count=1 -vet=off -timeout 60m -run '/postgres' $packages
fi

if [ "$part" != tests ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  go build -o "$folder/clientele" .
  go build -o "$folder/" ./bench/citus ./bench/compare
  "$folder/citus" -program "$folder/clientele" -compare "$folder/compare" "$@"
fi
