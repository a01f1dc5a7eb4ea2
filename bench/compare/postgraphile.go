package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"clientele/bench/internal/lab"
)

// graphile is the server that makes a GraphQL API of a database by itself: what a shop could take instead of a program of its own.
const graphile = "PostGraphile"

//go:embed postgraphile
var graphileFiles embed.FS

// graphileFolder is where PostGraphile is installed: outside of this module, once for all runs.
func graphileFolder() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "clientele-bench", "postgraphile"), err
}

// graphileNode returns the Node.js that comes with the installation; empty where there is none of these versions.
func graphileNode(dir string) string {
	want, err := graphileFiles.ReadFile("postgraphile/package.json")
	if err != nil {
		return ""
	}
	node := filepath.Join(dir, "node_modules", ".bin", "node")
	if got, err := os.ReadFile(filepath.Join(dir, "installed.json")); err != nil || string(got) != string(want) {
		return ""
	}
	if _, err := os.Stat(node); err != nil {
		return ""
	}
	return node
}

// installGraphile has npm fetch PostGraphile and a Node.js of its version, where they are not there yet.
func (l *bench) installGraphile(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("npm is not on the path")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	text, err := graphileFiles.ReadFile("postgraphile/package.json")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(l.out, "npm installs PostGraphile into %s\n", dir)
	install := exec.CommandContext(ctx, npm, "install", "--no-audit", "--no-fund", "--loglevel=error")
	install.Dir = dir
	if said, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w\n%s", err, said)
	}
	return os.WriteFile(filepath.Join(dir, "installed.json"), text, 0o644)
}

// startGraphile starts PostGraphile over the shop, and reads where its cursors point to.
func (l *bench) startGraphile(ctx context.Context) error {
	dir, err := graphileFolder()
	if err != nil {
		return err
	}
	if graphileNode(dir) == "" {
		if err := l.installGraphile(ctx, dir); err != nil {
			return err
		}
	}
	node := graphileNode(dir)
	if node == "" {
		return errors.New("npm installed no Node.js")
	}
	script, err := graphileFiles.ReadFile("postgraphile/server.mjs")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "server.mjs")
	if err := os.WriteFile(file, script, 0o644); err != nil {
		return err
	}
	grants, err := graphileFiles.ReadFile("postgraphile/grants.sql")
	if err != nil {
		return err
	}
	for statement := range strings.SplitSeq(string(grants), "\n;\n") {
		if _, err := l.InShop.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("grants.sql: %w", err)
		}
	}
	environ := []string{"DATABASE_URL=" + strings.Replace(l.URL(), "clientele@", "bench_graphile@", 1), "NODE_ENV=production", "GRAPHILE_ENV=production"}
	if l.servers[graphile], err = lab.Launch(graphile, node, []string{file}, environ, os.Stderr); err != nil {
		return err
	}
	return l.readGraphilePlaces(ctx)
}

// The operations, as PostGraphile names things. Lists are in the order of ids, which in the seeded shop is that of time, and for
// which it reads a page by its index; it has no such path for two columns.
const (
	graphileMe = `query($id: String!) { customerById(id: $id) { id email name phone
  addressesByCustomerId(first: 10, orderBy: [CREATED_AT_ASC]) { nodes { id firstName lastName line1 city postcode country isDefaultShipping } }
  ordersByCustomerId(first: 10, orderBy: [PLACED_AT_DESC]) { nodes { id number status totalMinor currency placedAt
    orderItemsByOrderId(orderBy: [POSITION_ASC]) { nodes { sku name quantity unitMinor currency } } } } } }`
	graphileList   = `query($after: Cursor) { allCustomers(first: 50, after: $after, orderBy: [ID_DESC]) { nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	graphilePrefix = `query($p: String!) { allCustomers(first: 50, orderBy: [ID_DESC], filter: { emailFold: { startsWith: $p } }) { nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	graphileAdd    = `mutation($c: String!, $first: String!, $last: String!, $line: String!, $city: String!, $code: String!, $country: String!) {
  addAddress(input: { customerId: $c, firstName: $first, lastName: $last, line1: $line, city: $city, postcode: $code, country: $country }) { string } }`
	graphilePlaces = `query($ids: [String!]!) { allCustomers(orderBy: [ID_DESC], filter: { id: { in: $ids } }) { edges { cursor node { id } } } }`
)

// readGraphilePlaces asks for the cursors of the places that are known already.
func (l *bench) readGraphilePlaces(ctx context.Context) error {
	ids := make([]string, len(l.Shop.Places))
	for i, p := range l.Shop.Places {
		ids[i] = p.ID
	}
	var answer struct {
		Data struct {
			AllCustomers struct {
				Edges []struct {
					Cursor string
					Node   struct{ ID string }
				}
			}
		}
		Errors []any
	}
	if err := l.ask(ctx, l.servers[graphile], graphilePlaces, map[string]any{"ids": ids}, nil, &answer); err != nil {
		return err
	}
	l.places = map[string]string{}
	for _, e := range answer.Data.AllCustomers.Edges {
		l.places[e.Node.ID] = e.Cursor
	}
	for _, id := range ids {
		if l.places[id] == "" {
			return fmt.Errorf("PostGraphile knows no %s: %v", id, answer.Errors)
		}
	}
	return nil
}

// ask sends an operation and reads the answer; headers come in pairs.
func (l *bench) ask(ctx context.Context, p *lab.Program, query string, variables map[string]any, headers []string, answer any) error {
	text, err := lab.Once(ctx, p.Addr, lab.Operation(query, variables, headers...))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, answer); err != nil {
		return fmt.Errorf("%s answers %.300s: %w", p.Name, text, err)
	}
	return nil
}
