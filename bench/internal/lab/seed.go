package lab

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"clientele/internal/auth"
)

//go:embed seed.sql
var seedSQL string

// Password is the password of all seeded customers.
const Password = "correct horse battery"

// shopSize is the size of the seeded shop.
type shopSize struct {
	customers int
	buyers    int // customers with orders
	sessions  int // of customers with orders, and as many of customers without
}

func sizeOf(customers, buyers int) shopSize {
	if buyers == 0 {
		buyers = customers / 5
	}
	return shopSize{customers: customers, buyers: buyers, sessions: min(4000, buyers)}
}

// seeded are the large tables.
var seeded = []string{
	"customers", "addresses", "orders", "order_items", "events", "sessions", "custom_field_values",
}

// Seed fills a migrated, empty database. The first buyers have addresses and orders.
func Seed(ctx context.Context, url string, customers, buyers int) error {
	return seed(ctx, url, sizeOf(customers, buyers))
}

// seed fills a migrated, empty database. It creates indexes after the rows, which is several times as fast.
func seed(ctx context.Context, url string, size shopSize) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	hash, err := auth.NewHasher(auth.DefaultCost, 1).Hash(ctx, auth.Caller{}, Password)
	if err != nil {
		return err
	}
	// Skip foreign key checks: the statements only reference rows that they have created.
	if err := execute(ctx, conn, "SET session_replication_role = replica"); err != nil {
		return err
	}
	indexes, err := DropIndexes(ctx, conn, seeded...)
	if err != nil {
		return err
	}
	text := strings.NewReplacer(
		":customers", strconv.Itoa(size.customers), ":buyers", strconv.Itoa(size.buyers),
		":sessions", strconv.Itoa(size.sessions), ":hash", "'"+hash+"'",
	).Replace(seedSQL)
	for statement := range strings.SplitSeq(text, "\n;\n") {
		if err := execute(ctx, conn, statement); err != nil {
			return err
		}
	}
	final := []string{
		"CREATE EXTENSION IF NOT EXISTS pg_stat_statements", "VACUUM ANALYZE",
		"ANALYZE " + strings.Join(seeded, ", "), // also on the workers of a Citus cluster
		"CHECKPOINT",
	}
	for _, statement := range append(indexes, final...) {
		if err := execute(ctx, conn, statement); err != nil {
			return err
		}
	}
	return nil
}

// execute executes a statement.
func execute(ctx context.Context, conn *pgx.Conn, statement string) error {
	if _, err := conn.Exec(ctx, statement); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(statement), "\n")
		return fmt.Errorf("seed: %s: %w", first, err)
	}
	return nil
}

// DropIndexes drops the indexes of tables that implement no constraint, and returns their definitions.
func DropIndexes(ctx context.Context, conn *pgx.Conn, tables ...string) ([]string, error) {
	rows, err := conn.Query(ctx, `SELECT indexname, indexdef FROM pg_indexes
		WHERE schemaname = 'public' AND tablename = ANY($1)
		AND indexname NOT IN (SELECT conname FROM pg_constraint)`, tables)
	if err != nil {
		return nil, err
	}
	type index struct{ Name, Definition string }
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return nil, err
	}
	var definitions []string
	for _, each := range all {
		if err := execute(ctx, conn, "DROP INDEX "+pgx.Identifier{each.Name}.Sanitize()); err != nil {
			return nil, err
		}
		definitions = append(definitions, each.Definition)
	}
	return definitions, nil
}

// Session is the session of a customer, with an access token.
type Session struct{ ID, CustomerID, Token string }

// sessions returns the seeded sessions of customers with and without orders. Their tokens are signed with secret.
func sessions(ctx context.Context, url string, secret auth.Secret) (buyers, others []Session, err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `SELECT s.id, s.customer_id, c.orders_count > 0
		FROM sessions s JOIN customers c ON c.id = s.customer_id ORDER BY s.id`)
	if err != nil {
		return nil, nil, err
	}
	signer := auth.NewSigner(secret, auth.ForCustomers, time.Now)
	var id, customer string
	var buys bool
	_, err = pgx.ForEachRow(rows, []any{&id, &customer, &buys}, func() error {
		token, err := signer.Sign(auth.CustomerClaims{
			RegisteredClaims: signer.Registered(customer, time.Now().Add(12*time.Hour)), SessionID: id,
		})
		if buys {
			buyers = append(buyers, Session{id, customer, token})
		} else {
			others = append(others, Session{id, customer, token})
		}
		return err
	})
	return buyers, others, err
}
