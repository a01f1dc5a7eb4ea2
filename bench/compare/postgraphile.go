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

// graphile is PostGraphile, which generates a GraphQL API from a database.
const graphile = "PostGraphile"

//go:embed postgraphile
var graphileFiles embed.FS

// graphileFolder returns the folder in the user's cache where PostGraphile is installed.
func graphileFolder() (string, error) {
	cache, err := os.UserCacheDir()
	return filepath.Join(cache, "clientele-bench", "postgraphile"), err
}

// graphileNode returns the path of Node.js in the installation, or "" if these versions are not installed.
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

// installGraphile installs PostGraphile and Node.js with npm.
func (l *bench) installGraphile(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("npm not found in PATH")
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
	fmt.Fprintf(l.out, "installing PostGraphile into %s\n", dir)
	install := exec.CommandContext(ctx, npm, "install", "--no-audit", "--no-fund", "--loglevel=error")
	install.Dir = dir
	if output, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w\n%s", err, output)
	}
	return os.WriteFile(filepath.Join(dir, "installed.json"), text, 0o644)
}

// startGraphile starts PostGraphile on the shop's database, and reads its cursors.
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
		return errors.New("npm did not install Node.js")
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
		if _, err := l.DB.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("grants.sql: %w", err)
		}
	}
	environ := []string{
		"DATABASE_URL=" + strings.Replace(l.URL(), "clientele@", "bench_graphile@", 1),
		"NODE_ENV=production", "GRAPHILE_ENV=production",
	}
	if l.servers[graphile], err = lab.Launch(graphile, node, []string{file}, environ, os.Stderr); err != nil {
		return err
	}
	return l.readGraphileCursors(ctx)
}

// The operations in PostGraphile's schema. Lists are ordered by ID, which in the seeded shop is the order of creation:
// PostGraphile reads a page by index only if it is ordered by one column.
const (
	graphileMe = `query($id: String!) { customerById(id: $id) { id email name phone
  addressesByCustomerId(first: 10, orderBy: [CREATED_AT_ASC]) {
    nodes { id firstName lastName line1 city postcode country isDefaultShipping } }
  ordersByCustomerId(first: 10, orderBy: [PLACED_AT_DESC]) { nodes { id number status totalMinor currency placedAt
    orderItemsByOrderId(orderBy: [POSITION_ASC]) { nodes { sku name quantity unitMinor currency } } } } } }`
	graphileList = `query($after: Cursor) { allCustomers(first: 50, after: $after, orderBy: [ID_DESC]) {
  nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	graphilePrefix = `query($p: String!) {
  allCustomers(first: 50, orderBy: [ID_DESC], filter: { emailFold: { startsWith: $p } }) {
    nodes { id email name phone acceptsMarketing createdAt } pageInfo { hasNextPage endCursor } } }`
	graphileAdd = `mutation(
    $c: String!, $first: String!, $last: String!, $line: String!, $city: String!, $code: String!, $country: String!
  ) { addAddress(input: { customerId: $c, firstName: $first, lastName: $last,
    line1: $line, city: $city, postcode: $code, country: $country }) { string } }`
	graphileCursors = `query($ids: [String!]!) { allCustomers(orderBy: [ID_DESC], filter: { id: { in: $ids } }) {
  edges { cursor node { id } } } }`
)

// readGraphileCursors reads PostGraphile's cursors of the shop's positions.
func (l *bench) readGraphileCursors(ctx context.Context) error {
	ids := make([]string, len(l.Shop.Positions))
	for i, p := range l.Shop.Positions {
		ids[i] = p.ID
	}
	var response struct {
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
	variables := map[string]any{"ids": ids}
	if err := l.send(ctx, l.servers[graphile], graphileCursors, variables, nil, &response); err != nil {
		return err
	}
	l.cursors = map[string]string{}
	for _, e := range response.Data.AllCustomers.Edges {
		l.cursors[e.Node.ID] = e.Cursor
	}
	for _, id := range ids {
		if l.cursors[id] == "" {
			return fmt.Errorf("PostGraphile did not return %s: %v", id, response.Errors)
		}
	}
	return nil
}

// send sends an operation and decodes the response. headers are names and values.
func (l *bench) send(
	ctx context.Context, p *lab.Program, query string, variables map[string]any, headers []string, response any,
) error {
	text, err := lab.Once(ctx, p.Addr, lab.Operation(query, variables, headers...))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, response); err != nil {
		return fmt.Errorf("%s responds with %.300s: %w", p.Name, text, err)
	}
	return nil
}
