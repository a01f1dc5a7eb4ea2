// Command clientele serves a shop's customers behind one GraphQL endpoint. This file puts the rooms together; it holds no
// rules.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"clientele/db"
	"clientele/graph"
	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/customfields"
	"clientele/internal/httpd"
	"clientele/internal/mail"
	"clientele/internal/onetime"
	"clientele/internal/orders"
	"clientele/internal/page"
	shopinfo "clientele/internal/shop"
	"clientele/internal/staff"
	"clientele/internal/throttle"
	"clientele/models"
	"clientele/web"
)

//go:generate go run ./graph/internal/gen

// gcPercent is how far the heap grows between two collections, in per cent of what is in use, where GOGC does not say. What is in use
// is a few megabytes: Go's own 100 would collect dozens of times a second, for a tenth of the processor's time.
const gcPercent = 300

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "clientele:", err)
		os.Exit(1)
	}
}

// run is the program: it does what args and environ say until that is done or ctx ends. Tests start it too.
func run(ctx context.Context, args, environ []string, in io.Reader, out io.Writer) error {
	cmd, path, err := config.Parse(args, environ, out)
	if errors.As(err, &config.Stop{}) {
		return nil
	}
	if err != nil {
		return err
	}
	slog.SetDefault(logger(cmd.LogFormat, cmd.Level()))
	switch path { // what needs no migrated database
	case "healthcheck":
		return healthcheck(ctx, cmd)
	case "backup":
		return backup(ctx, cmd, out)
	}
	shop, err := open(ctx, cmd)
	if err != nil {
		return err
	}
	defer func() {
		if err := shop.db.Close(); err != nil {
			slog.Error("close the database", "error", err)
		}
	}()
	if path == "serve" {
		stop, err := shop.trace(ctx, environ)
		if err != nil {
			return err
		}
		defer stop()
	}
	return shop.do(ctx, cmd, path, in, out)
}

// shop is the program's rooms, put together.
type shop struct {
	db        *db.DB
	accounts  *accounts.Service
	addresses *addressbook.Service
	orders    *orders.Service
	staff     *staff.Service
	fields    *customfields.Service
	shop      *shopinfo.Service
	mail      *mail.Service
	throttle  *throttle.Throttle
	once      *onetime.Tokens
	tokens    *auth.Signer

	firstToken  string
	staffTokens *auth.Signer
	devices     *auth.Signer
	hasher      *auth.Hasher

	running
}

func open(ctx context.Context, cmd *config.Command) (*shop, error) {
	secret, file, err := cmd.Storage()
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, db.Options{
		URL: cmd.DatabaseURL, File: file, MaxConns: cmd.DatabasePool, Replicas: cmd.ReplicaURLs, MaxLag: cmd.ReplicaMaxLag,
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
	s, err := assemble(d, secret, cmd)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return s, nil
}

// earlier returns the secrets whose tokens are still good.
func earlier(cmd *config.Command) []auth.Secret {
	if cmd.TokenKeyPrevious == "" {
		return nil
	}
	return []auth.Secret{auth.Secret(cmd.TokenKeyPrevious)}
}

func assemble(d *db.DB, secret auth.Secret, cmd *config.Command) (*shop, error) {
	now, earlier := time.Now, earlier(cmd)
	placeKeys := [][]byte{secret.Derive("known places")}
	var earlierCursors [][]byte
	for _, each := range earlier {
		earlierCursors = append(earlierCursors, each.Derive("cursors"))
		placeKeys = append(placeKeys, each.Derive("known places"))
	}
	proof := models.EmailVerification(strings.ToUpper(cmd.EmailVerification))
	codec := page.NewCodec(secret.Derive("cursors"), earlierCursors...)
	tokens := auth.NewSigner(secret, auth.ForCustomers, now, earlier...)
	if cmd.TokenAlgorithm == "EdDSA" {
		tokens = auth.NewPublicSigner(secret, auth.ForCustomers, now, earlier...)
	}
	limits := throttle.New(d, now, placeKeys...)
	s := &shop{
		db: d, throttle: limits, once: onetime.New(d, now), tokens: tokens,
		staffTokens: auth.NewSigner(secret, auth.ForStaff, now, earlier...),
		devices:     auth.NewSigner(secret, auth.ForDevices, now, earlier...),
		hasher:      auth.NewHasher(auth.DefaultCost, cmd.HashSlots), fields: customfields.New(d, now, limits),
		firstToken: staff.FirstToken(secret),
		shop:       shopinfo.New(d, shopinfo.Defaults{Name: cmd.ShopName, Currency: models.CurrencyCode(cmd.ShopCurrency), EmailVerification: proof}),
	}
	var err error
	if s.mail, err = s.post(cmd, codec); err != nil {
		return nil, err
	}
	s.accounts = accounts.New(d, accounts.Options{
		Now: now, Codec: codec, Hasher: s.hasher, Tokens: s.tokens, Refresh: auth.NewRefreshTokens(secret, earlier...),
		Throttle: s.throttle, AccessTokenLife: cmd.AccessTokenLife, SessionLife: cmd.SessionLife, SessionMaxLife: cmd.SessionMaxLife,
		Fields: s.fields, EmailVerification: proof, Post: s.mail,
	})
	s.addresses = addressbook.New(d, addressbook.Options{Now: now, Codec: codec, MaxAddresses: cmd.MaxAddresses, Fields: s.fields})
	s.orders = orders.New(d, orders.Options{
		Secret: secret, Earlier: earlier, Now: now, Codec: codec, Addresses: s.addresses, Fields: s.fields, GuestTokenLife: cmd.GuestTokenLife,
		Throttle: s.throttle, Post: s.mail,
	})
	for _, composers := range []map[mail.Kind]mail.Composer{s.accounts.Composers(), s.orders.Composers()} {
		for kind, compose := range composers {
			s.mail.Compose(kind, compose)
		}
	}
	s.staff = staff.New(d, staff.Options{
		Now: now, Hasher: s.hasher, Tokens: s.staffTokens, Devices: s.devices, Throttle: s.throttle, TokenLife: cmd.StaffTokenLife,
		FirstToken: s.firstToken, RememberKeys: len(cmd.ReplicaURLs) == 0,
	})
	return s, nil
}

// post builds what sends the shop's emails, through the settings' mail server or into the outbox.
func (s *shop) post(cmd *config.Command, codec *page.Codec) (*mail.Service, error) {
	server, err := cmd.SMTP()
	if err != nil {
		return nil, err
	}
	from, err := cmd.From()
	if err != nil {
		return nil, err
	}
	ehlo, err := cmd.EHLO()
	if err != nil {
		return nil, err
	}
	name := func(ctx context.Context) (string, error) {
		shop, err := s.shop.Get(ctx)
		if err != nil {
			return "", err
		}
		return shop.Name, nil
	}
	return mail.New(s.db, mail.Options{
		Now: time.Now, Codec: codec, Server: (*mail.Server)(server), Outbox: filepath.Join(cmd.Data, "outbox"),
		From: from, EHLO: ehlo, Shop: name,
		Storefront: cmd.StorefrontURL, Templates: cmd.EmailTemplates, PerHour: cmd.EmailsPerHour,
	})
}

func (s *shop) graph(ctx context.Context, cmd *config.Command) (*graph.Handler, error) {
	return graph.New(ctx, graph.Options{
		Accounts: s.accounts, Addresses: s.addresses, Orders: s.orders, Fields: s.fields, Staff: s.staff,
		Shop: s.shop, Mail: s.mail, RequestID: httpd.RequestID, Hold: httpd.HoldAnswer, Span: s.span(), Route: s.route, Together: s.db.Together(),
	})
}

func (s *shop) handler(ctx context.Context, cmd *config.Command) (http.Handler, error) {
	g, err := s.graph(ctx, cmd)
	if err != nil {
		return nil, err
	}
	o, err := shell(cmd)
	if err != nil {
		return nil, err
	}
	callers := &auth.Recogniser{
		Tokens: s.tokens, StaffTokens: s.staffTokens, Devices: s.devices, Sessions: s.accounts, Keys: s.staff, Members: s.staff,
		Source: httpd.Source,
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", httpd.API(callers.Middleware(g, g.Refuse), o))
	mux.Handle("GET /schema.graphql", httpd.API(callers.Middleware(g.Schema(), g.RefuseSchema), o))
	mux.Handle("GET /.well-known/jwks.json", s.tokens.KeySet())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("/dashboard/", web.Dashboard())
	mux.Handle("/", web.GraphiQL())
	return s.traced(httpd.Wrap(httpd.Watch(mux, db.Count, s.metrics.Ended), o), o.Proxies), nil
}

// shell returns what the settings say about the HTTP server.
func shell(cmd *config.Command) (httpd.Options, error) {
	proxies, err := cmd.Proxies()
	return httpd.Options{
		MaxBody: cmd.MaxBody, Origins: cmd.CORSOrigins, Headers: cmd.CORSHeaders, Proxies: proxies, Forwarded: cmd.ForwardedHeader, Delay: cmd.ShutdownDelay, Connections: cmd.ConnectionsPerAddress,
	}, err
}

func (s *shop) serve(ctx context.Context, cmd *config.Command, out io.Writer) error {
	if err := s.measure(cmd); err != nil {
		return err
	}
	h, err := s.handler(ctx, cmd)
	if err != nil {
		return err
	}
	o, err := shell(cmd)
	if err != nil {
		return err
	}
	l, err := httpd.Listen(ctx, cmd.Addr)
	if err != nil {
		return fmt.Errorf("listen on CLIENTELE_ADDR: %w", err)
	}
	founded, err := s.staff.Founded(ctx)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	first := s.firstToken
	if founded {
		first = ""
	}
	unmeasured, err := serveBeside(ctx, "metrics", "CLIENTELE_METRICS_ADDR", cmd.MetricsAddr, s.metrics.Handler)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer unmeasured()
	unprofiled, err := serveBeside(ctx, "profiles", "CLIENTELE_DEBUG_ADDR", cmd.DebugAddr, httpd.Debug)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	defer unprofiled()
	s.db.Watch(context.WithoutCancel(ctx)) // until it is closed: requests are answered after ctx has ended
	go s.sweep(ctx)
	var posting sync.WaitGroup
	defer posting.Wait() // for emails that are on their way
	post, stop := context.WithCancel(ctx)
	defer stop()
	posting.Go(func() { s.mail.Run(post) })
	welcome(out, l.Addr().(*net.TCPAddr), s.db.Dialect, first)
	defer context.AfterFunc(ctx, func() { s.ending.Store(true) })()
	return httpd.Serve(ctx, l, h, o)
}

// sweep drops now and then what has run out.
func (s *shop) sweep(ctx context.Context) {
	tick := time.NewTicker(10 * time.Minute)
	defer tick.Stop()
	for {
		if err := errors.Join(s.accounts.Sweep(ctx), s.staff.Sweep(ctx), s.throttle.Sweep(ctx), s.once.Sweep(ctx), s.mail.Sweep(ctx)); err != nil && ctx.Err() == nil {
			slog.Warn("sweeping failed", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func logger(format string, level slog.Level) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, o))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, o))
}
