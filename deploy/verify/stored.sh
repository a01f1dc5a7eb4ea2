#!/bin/sh
# Prints the packages with tests of stored behaviour, for the scripts that run them on other databases.
set -eu
cd "$(dirname "$0")/../.."
go list -f '{{if or .TestImports .XTestImports}}{{.ImportPath}} {{join .TestImports " "}} {{join .XTestImports " "}}{{end}}' \
  ./db/... ./graph/... ./internal/... ./test/... | grep -E 'clientele/(db/dbtest|test/apptest)( |$)' | cut -d ' ' -f 1 |
  grep -v -E '^clientele/test/(web|clients|docs|repo|architecture)$' # these don't test what is stored
