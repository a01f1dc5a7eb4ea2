// Package tracing sends spans of requests, operations and SQL statements to an OpenTelemetry collector, if the usual OTEL_
// variables ask for it. Spans hold no variables of operations and no values of statements.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracing makes spans and sends them.
type Tracing struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	db       string
}

// stopTime bounds how long the last spans may take to be sent.
const stopTime = 5 * time.Second

// Start begins to trace if environ ("NAME=value" lines) names a collector, and returns nil if it does not. db is the database
// system as OpenTelemetry calls it. What Start itself does not look at (sampling, headers, certificates, the batches), the SDK
// reads from the process's environment.
func Start(ctx context.Context, environ []string, db string) (*Tracing, error) {
	endpoint, err := endpointIn(environ)
	if err != nil || endpoint == "" {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return nil, fmt.Errorf("send traces: %w", err)
	}
	who, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "clientele")), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err), exporter.Shutdown(ctx))
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { slog.Warn("sending traces failed", "error", err) }))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(who))
	return &Tracing{provider: provider, tracer: provider.Tracer("clientele"), db: db}, nil
}

// endpointIn returns where traces go; empty for nowhere.
func endpointIn(environ []string) (string, error) {
	env := map[string]string{}
	for _, line := range environ {
		if name, value, ok := strings.Cut(line, "="); ok {
			env[name] = value
		}
	}
	endpoint := env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"]
	if base := env["OTEL_EXPORTER_OTLP_ENDPOINT"]; endpoint == "" && base != "" {
		endpoint = strings.TrimSuffix(base, "/") + "/v1/traces"
	}
	switch exporter := env["OTEL_TRACES_EXPORTER"]; {
	case strings.EqualFold(env["OTEL_SDK_DISABLED"], "true"), exporter == "none", exporter == "" && endpoint == "":
		return "", nil
	case exporter != "" && exporter != "otlp":
		return "", fmt.Errorf("OTEL_TRACES_EXPORTER is otlp or none, not %q", exporter)
	case endpoint == "":
		endpoint = "http://localhost:4318/v1/traces"
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		if protocol := env[name]; protocol != "" {
			if protocol != "http/protobuf" {
				return "", fmt.Errorf("%s is http/protobuf here, not %q: the collector's port is 4318 by default", name, protocol)
			}
			break
		}
	}
	if !strings.HasPrefix(endpoint, "http://") && !strings.HasPrefix(endpoint, "https://") {
		return "", errors.New("OTEL_EXPORTER_OTLP_ENDPOINT must begin with http:// or https://")
	}
	return endpoint, nil
}

// Stop sends what is left.
func (t *Tracing) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	return t.provider.Shutdown(ctx)
}

// Handler puts a span around each request but the probes. A caller's traceparent becomes the span's parent if it is trusted;
// any other's is only linked, so that strangers cannot write into the shop's traces.
func (t *Tracing) Handler(h http.Handler, trusted func(*http.Request) bool) http.Handler {
	return otelhttp.NewHandler(h, "request",
		otelhttp.WithTracerProvider(t.provider), otelhttp.WithMeterProvider(noop.NewMeterProvider()),
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithPublicEndpointFn(func(r *http.Request) bool { return !trusted(r) }),
		otelhttp.WithFilter(func(r *http.Request) bool { return r.URL.Path != "/healthz" && r.URL.Path != "/readyz" }),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			if slices.Contains([]string{http.MethodGet, http.MethodPost, http.MethodOptions, http.MethodHead}, r.Method) {
				return r.Method
			}
			return "HTTP"
		}))
}

// Operation begins the span of a GraphQL operation; the function that it returns ends it, with the codes of its errors.
func (t *Tracing) Operation(ctx context.Context, kind, field, name string) (context.Context, func([]string)) {
	ctx, span := t.tracer.Start(ctx, kind+" "+field, trace.WithAttributes(
		attribute.String("graphql.operation.type", kind), attribute.String("graphql.operation.name", name)))
	return ctx, func(failed []string) {
		if len(failed) > 0 {
			span.SetStatus(codes.Error, strings.Join(failed, ","))
		}
		span.End()
	}
}

// maxText bounds a statement's text.
const maxText = 2000

// Statement begins the span of an SQL statement within a traced request. What runs in the background is not traced.
func (t *Tracing) Statement(ctx context.Context, operation string) func(text string, rows int64, err error) {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return func(string, int64, error) {}
	}
	_, span := t.tracer.Start(ctx, operation, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("db.system.name", t.db), attribute.String("db.operation.name", operation)))
	return func(text string, rows int64, err error) {
		span.SetAttributes(attribute.String("db.query.text", text[:min(len(text), maxText)]), attribute.Int64("db.response.returned_rows", rows))
		if err != nil { // its text may hold values
			span.SetStatus(codes.Error, "")
			var coded interface{ SQLState() string }
			if errors.As(err, &coded) {
				span.SetAttributes(attribute.String("db.response.status_code", coded.SQLState()))
			}
		}
		span.End()
	}
}
