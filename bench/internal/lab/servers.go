package lab

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// firstProcess returns the ID of the server's first process.
const firstProcess = `SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)`

// connect opens connections to the shop's database, and finds the servers that have its data: one, or all nodes of a
// Citus cluster. They must run on this machine.
func (l *Lab) connect(ctx context.Context) (err error) {
	l.url = l.options.URL
	at, err := url.Parse(l.url)
	if err != nil {
		return err
	}
	if l.Port, err = strconv.Atoi(at.Port()); err != nil {
		return fmt.Errorf("the port in the URL of the database: %w", err)
	}
	l.Name = strings.TrimPrefix(at.Path, "/")
	if l.DB, err = sql.Open("pgx", l.url); err != nil {
		return err
	}
	admin := *at
	admin.Path = "/postgres"
	if l.Admin, err = sql.Open("pgx", admin.String()); err != nil {
		return err
	}
	if _, err := l.Admin.ExecContext(ctx, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements"); err != nil {
		return err
	}
	if err := l.DB.QueryRowContext(ctx, "SHOW server_version").Scan(&l.Version); err != nil {
		return err
	}
	var citus bool
	const installed = "SELECT to_regclass('pg_catalog.pg_dist_node') IS NOT NULL"
	if err := l.DB.QueryRowContext(ctx, installed).Scan(&citus); err != nil {
		return err
	}
	if err := l.findServers(ctx, firstProcess); err != nil || !citus {
		return err
	}
	workers := "SELECT result FROM run_command_on_workers($$" + firstProcess + "$$)"
	if err := l.findServers(ctx, workers); err != nil {
		return err
	}
	l.Workers = len(l.servers) - 1
	return nil
}

// findServers adds the processes that a query returns.
func (l *Lab) findServers(ctx context.Context, query string) error {
	rows, err := l.DB.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		pid, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("the process of a PostgreSQL server: %w", err)
		}
		l.servers = append(l.servers, pid)
	}
	return rows.Err()
}

// PostgresCPUTime returns the CPU time of all PostgreSQL servers.
func (l *Lab) PostgresCPUTime() (sum time.Duration) {
	for _, pid := range l.servers {
		sum += TreeCPUTime(pid)
	}
	return sum
}

// StatementCount returns the number of statements in the shop's database since the statistics were reset. It counts the
// program's statements, and not those that a coordinator sends to workers.
func (l *Lab) StatementCount(ctx context.Context) (n int64, err error) {
	err = l.Admin.QueryRowContext(ctx, `SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements s
		JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = $1`, l.Name).Scan(&n)
	return n, err
}
