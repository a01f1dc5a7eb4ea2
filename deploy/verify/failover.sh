#!/bin/sh
# Verifies failover on this machine: etcd, three PostgreSQL nodes with Patroni and synchronous replication, and three
# servers of the program, all on the loopback interface, under load. The leader is killed 20 times. It takes about 15
# minutes, and ends with a table for docs/guides/failover.md, or with what was wrong and exit code 1.
#
#     deploy/verify/failover.sh [-kills N] [-port P] [-keep]
#
# It uses ports from P (6200) on, and deletes its temporary folder at the end unless -keep is given. If it is started by
# root, etcd, Patroni and PostgreSQL run as the user postgres.
set -eu
need() {
  command -v "$1" >/dev/null || { echo "$0: $1 is missing; on Debian: apt-get install $2" >&2; exit 2; }
}
need go golang
need etcd etcd-server
need patroni patroni
ls /usr/lib/postgresql/*/bin/pg_rewind >/dev/null 2>&1 || need pg_rewind postgresql
cd "$(dirname "$0")/../.."
binary=$(mktemp -d)/failover
trap 'rm -rf "$(dirname "$binary")"' EXIT
go build -o "$binary" ./deploy/verify/internal/failover
"$binary" "$@"
