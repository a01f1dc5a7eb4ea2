// Package app is the whole program behind the command line: it reads the settings, opens the database, connects the
// services to each other and serves them over HTTP, or runs one of the other commands. It holds no business rules. Only
// main and tests import it.
package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"

	"clientele/db"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/groups"
	"clientele/internal/jobs"
	"clientele/internal/mail"
	"clientele/internal/merging"
	"clientele/internal/onetime"
	"clientele/internal/orders"
	"clientele/internal/overview"
	"clientele/internal/privacy"
	shopinfo "clientele/internal/shop"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/internal/transfer"
	"clientele/internal/views"
	"clientele/internal/webhooks"
)

// Run runs the command that args and environ name, and returns when it is done or ctx ends. Without a command it serves
// HTTP.
func Run(ctx context.Context, args, environ []string, in io.Reader, out io.Writer) error {
	return RunWithCost(ctx, auth.DefaultCost, args, environ, in, out)
}

// RunWithCost is Run with another cost of hashing passwords, for tests.
func RunWithCost(
	ctx context.Context, cost auth.Cost, args, environ []string, in io.Reader, out io.Writer,
) error {
	cmd, path, err := config.Parse(args, environ, out)
	if errors.As(err, &config.Stop{}) {
		return nil
	}
	if err != nil {
		return err
	}
	slog.SetDefault(logger(cmd.LogFormat, cmd.Level()))
	switch path { // commands that do not need a migrated database
	case "healthcheck":
		return healthcheck(ctx, cmd)
	case "backup":
		return backup(ctx, cmd, out)
	}
	a, err := Open(ctx, cmd, cost)
	if err != nil {
		return err
	}
	defer func() {
		if err := a.DB.Close(); err != nil {
			slog.Error("close the database", "error", err)
		}
	}()
	if path == "serve" {
		stop, err := a.trace(ctx, environ)
		if err != nil {
			return err
		}
		defer stop()
	}
	return a.do(ctx, cmd, path, in, out)
}

// App holds an open database and the services over it. Its exported fields are for tests.
type App struct {
	DB      *db.DB
	Staff   *staff.Service
	Mail    *mail.Service
	OneTime *onetime.Tokens
	Events  *events.Service
	Tokens  *auth.Signer // of customers
	Hasher  *auth.Hasher
	Privacy *privacy.Service

	accounts    *accounts.Service
	addresses   *addressbook.Service
	orders      *orders.Service
	fields      *customfields.Service
	shop        *shopinfo.Service
	throttle    *throttle.Throttle
	webhooks    *webhooks.Service
	jobs        *jobs.Service
	transfer    *transfer.Service
	consent     *consent.Service
	merging     *merging.Service
	groups      *groups.Service
	views       *views.Service
	overview    *overview.Service
	staffTokens *auth.Signer
	devices     *auth.Signer
	firstToken  string // creates the first staff member

	telemetry
}

// Open opens and migrates the database of the settings, and creates the services, which hash passwords with a cost. The
// caller closes the database.
func Open(ctx context.Context, cmd *config.Command, cost auth.Cost) (*App, error) {
	secret, file, err := cmd.Storage()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Options{
		URL: cmd.DatabaseURL, File: file, MaxConns: cmd.DatabasePool,
		Replicas: cmd.ReplicaURLs, MaxLag: cmd.ReplicaMaxLag,
	})
	if err != nil {
		return nil, err
	}
	steps, err := d.Migrate(ctx)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if steps > 0 {
		slog.Info("the database is up to date", "steps", steps)
	}
	a, err := assemble(d, secret, cmd, cost)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

// logger returns a logger that writes to standard error, as JSON or as text.
func logger(format string, level slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, o))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, o))
}
