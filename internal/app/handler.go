package app

import (
	"context"
	"io"
	"net/http"

	"clientele/db"
	"clientele/graph"
	"clientele/graph/loader"
	"clientele/graph/transport"
	"clientele/internal/auth"
	"clientele/internal/config"
	"clientele/internal/httpd"
	"clientele/internal/jobfiles"
	"clientele/internal/jobs"
	"clientele/internal/unsubscribe"
	"clientele/web"
)

// graph creates the GraphQL handler.
func (a *App) graph(ctx context.Context) (*graph.Handler, error) {
	h, err := graph.New(ctx, graph.Options{
		Services: loader.Services{
			Accounts: a.accounts, Addresses: a.addresses, Orders: a.orders, Events: a.Events, Fields: a.fields,
			Staff: a.Staff, Webhooks: a.webhooks, Jobs: a.jobs,
			Consent: a.consent, Privacy: a.Privacy, Merging: a.merging,
			Groups: a.groups, Views: a.views, Overview: a.overview,
		},
		Hooks: transport.Hooks{
			RequestID: httpd.RequestID, Hold: httpd.ReserveResponse, DisableCompression: httpd.DisableCompression,
			Span: a.span(), Route: a.route, Outage: outage, Pipeline: a.DB.Pipeline(),
		},
		Shop: a.shop, Mail: a.Mail,
	})
	if err == nil {
		a.webhooks.RunQueriesWith(h)
		a.jobs.ReadInputsWith(h)
		a.views.CheckWith(h)
	}
	return h, err
}

// endpointPath is the path of the GraphQL endpoint. It is also served with a slash at the end, which some clients add,
// because a redirect could lose the body.
const endpointPath = "/graphql"

// Handler returns the handler of every HTTP path that the program serves.
func (a *App) Handler(ctx context.Context, cmd *config.Command) (http.Handler, error) {
	g, err := a.graph(ctx)
	if err != nil {
		return nil, err
	}
	o, err := httpOptions(cmd)
	if err != nil {
		return nil, err
	}
	callers := &auth.Authenticator{
		Tokens: a.Tokens, StaffTokens: a.staffTokens, Devices: a.devices,
		Sessions: a.accounts, Keys: a.Staff, Members: a.Staff, Source: httpd.Source,
	}
	mux := http.NewServeMux()
	endpoint := httpd.API(callers.Middleware(g, g.Refuse), o)
	mux.Handle(endpointPath, endpoint)
	mux.HandleFunc(endpointPath+"/{$}", func(w http.ResponseWriter, r *http.Request) {
		r.Pattern = endpointPath // for the log and the metrics
		endpoint.ServeHTTP(w, r)
	})
	mux.Handle("GET /schema.graphql", httpd.API(callers.Middleware(g.Schema(), g.RefuseSchema), o))
	jobfiles.New(a.jobs, outage).Register(mux, func(h http.Handler) http.Handler { return httpd.Files(h, o) })
	page, err := unsubscribe.New(unsubscribe.Options{
		Consent: a.consent, Shop: a.shopName, Storefront: cmd.StorefrontURL, Outage: outage,
		Caller: func(ctx context.Context) auth.Caller { return auth.Visitor(httpd.Source(ctx)) },
	})
	if err != nil {
		return nil, err
	}
	page.Register(mux)
	mux.Handle("GET /.well-known/jwks.json", a.Tokens.KeySet())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("/dashboard/", web.Dashboard())
	mux.Handle("/", web.GraphiQL())
	return a.traced(httpd.Wrap(httpd.LogRequests(mux, db.CountStatements, a.metrics.Observe), o), o.Proxies), nil
}

// httpOptions returns the settings of the HTTP server.
func httpOptions(cmd *config.Command) (httpd.Options, error) {
	proxies, err := cmd.Proxies()
	return httpd.Options{
		MaxBody: cmd.MaxBody, Origins: cmd.CORSOrigins, Headers: cmd.CORSHeaders,
		Proxies: proxies, Forwarded: cmd.ForwardedHeader, Connections: cmd.ConnectionsPerAddress,
		Delay: cmd.ShutdownDelay, StreamsBelow: jobs.FilesPath,
	}, err
}
