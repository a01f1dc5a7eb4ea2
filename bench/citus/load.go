package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"

	"clientele/bench/internal/lab"
)

// load adds customers with COPY through the coordinator, and prints how long it takes and how large the shards are.
func load(ctx context.Context, url string, o options) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	began, first := time.Now(), o.shop
	fmt.Printf("\n| step | rows | seconds | rows per second |\n|---|---|---|---|\n")
	var indexes []string
	if o.indexes {
		if indexes, err = lab.DropIndexes(ctx, conn, "customers"); err != nil {
			return err
		}
	}
	for _, t := range []struct {
		copy  string
		write func(io.Writer, int)
	}{
		{"COPY customers (" + customerColumns + ") FROM STDIN", writeCustomer},
		{"COPY unique_values (index_name, value, owner_id) FROM STDIN", writeUnique},
	} {
		if err := copyRows(ctx, conn, t.copy, first, o.customers, t.write); err != nil {
			return fmt.Errorf("%s: %w", t.copy, err)
		}
	}
	for _, statement := range append(indexes, "ANALYZE customers") {
		each := time.Now()
		if _, err := conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		fmt.Printf("| %.90s | | %.1f | |\n", statement, time.Since(each).Seconds())
	}
	rows, seconds := o.customers-first, time.Since(began).Seconds()
	fmt.Printf("| all | %d | %.1f | %.0f |\n", rows, seconds, float64(rows)/seconds)
	return printSizes(ctx, conn)
}

// copyRows streams rows, which write writes, into COPY.
func copyRows(ctx context.Context, conn *pgx.Conn, sql string, first, last int, write func(io.Writer, int)) error {
	began := time.Now()
	r, w := io.Pipe()
	go func() {
		b := bufio.NewWriterSize(w, 1<<16)
		for n := first + 1; n <= last; n++ {
			write(b, n)
			if b.Buffered() == 0 && ctx.Err() != nil {
				break
			}
		}
		_ = w.CloseWithError(b.Flush())
	}()
	result, err := conn.PgConn().CopyFrom(ctx, r, sql)
	_ = r.Close()
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	fmt.Printf("| %.60s… | %d | %.1f | %.0f |\n", sql, result.RowsAffected(), seconds,
		float64(result.RowsAffected())/seconds)
	return nil
}

// printSizes prints the shards and their sizes on each worker.
func printSizes(ctx context.Context, conn *pgx.Conn) error {
	fmt.Printf("\n| worker | shards of customers | their size | size of the database |\n|---|---|---|---|\n")
	rows, err := conn.Query(ctx, `SELECT s.nodeport, count(*), pg_size_pretty(sum(s.shard_size)), max(r.result)
		FROM citus_shards s
		JOIN pg_dist_node n ON (n.nodename, n.nodeport) = (s.nodename, s.nodeport)
		JOIN run_command_on_workers($$SELECT pg_size_pretty(pg_database_size(current_database()))$$) r
			ON (r.nodename, r.nodeport) = (s.nodename, s.nodeport)
		WHERE s.table_name = 'customers'::regclass GROUP BY 1 ORDER BY 1`)
	if err != nil {
		return err
	}
	var port, shards int
	var size, database string
	number := 0
	_, err = pgx.ForEachRow(rows, []any{&port, &shards, &size, &database}, func() error {
		number++
		fmt.Printf("| %d | %d | %s | %s |\n", number, shards, size, database)
		return nil
	})
	return err
}
