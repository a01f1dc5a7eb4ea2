// Package tracing sends spans of requests, operations and SQL statements to an OpenTelemetry collector if one is
// configured by the standard OTEL_ variables. Spans contain neither variables of operations nor parameters of
// statements.
package tracing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
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

// Tracing creates spans and sends them to a collector.
type Tracing struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	db       string
}

// stopTimeout bounds sending the last spans.
const stopTimeout = 5 * time.Second

// Start starts tracing, or returns nil if environ ("NAME=value" lines) configures no collector. db is the name of the
// database system in OpenTelemetry. The SDK reads the variables for sampling, headers, certificates and batches from
// the process's environment.
func Start(ctx context.Context, environ []string, db string) (*Tracing, error) {
	endpoint, err := endpointIn(environ)
	if err != nil || endpoint == "" {
		return nil, err
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return nil, fmt.Errorf("create the trace exporter: %w", err)
	}
	res, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "clientele")),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err), exporter.Shutdown(ctx))
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { slog.Warn("Failed to send traces", "error", err) }))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter), sdk.WithResource(res))
	return &Tracing{provider: provider, tracer: provider.Tracer("clientele"), db: db}, nil
}

// endpointIn returns the URL to send traces to, or "" if tracing is not enabled.
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
		return "", fmt.Errorf("OTEL_TRACES_EXPORTER must be otlp or none, not %q", exporter)
	case endpoint == "":
		endpoint = "http://localhost:4318/v1/traces"
	}
	for _, name := range []string{"OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"} {
		if protocol := env[name]; protocol != "" {
			if protocol != "http/protobuf" {
				return "", fmt.Errorf("%s must be http/protobuf (usually port 4318), not %q", name, protocol)
			}
			break
		}
	}
	if !strings.HasPrefix(endpoint, "http://") && !strings.HasPrefix(endpoint, "https://") {
		return "", errors.New("OTEL_EXPORTER_OTLP_ENDPOINT must begin with http:// or https://")
	}
	return endpoint, nil
}

// Stop sends the remaining spans and stops tracing.
func (t *Tracing) Stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	return t.provider.Shutdown(ctx)
}

// Handler adds a span to each request except probes. The traceparent of a trusted request becomes the parent of the
// span; that of another is only linked, so that clients cannot add to the shop's traces.
func (t *Tracing) Handler(h http.Handler, trusted func(*http.Request) bool) http.Handler {
	return otelhttp.NewHandler(h, "request",
		otelhttp.WithTracerProvider(t.provider), otelhttp.WithMeterProvider(noop.NewMeterProvider()),
		otelhttp.WithPropagators(propagation.TraceContext{}),
		otelhttp.WithPublicEndpointFn(func(r *http.Request) bool { return !trusted(r) }),
		otelhttp.WithFilter(func(r *http.Request) bool { return r.URL.Path != "/healthz" && r.URL.Path != "/readyz" }),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
			switch r.Method {
			case http.MethodGet, http.MethodPost, http.MethodOptions, http.MethodHead:
				return r.Method
			}
			return "HTTP"
		}))
}

// Operation starts the span of a GraphQL operation. The returned function ends it, with the codes of its errors.
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

// maxText is the maximum length of a statement's text; longer texts are truncated.
const maxText = 2000

// Statement starts the span of an SQL statement in a traced request. Statements of background work are not traced.
func (t *Tracing) Statement(ctx context.Context, operation string) func(text string, rows int64, err error) {
	if !trace.SpanContextFromContext(ctx).IsValid() {
		return func(string, int64, error) {}
	}
	_, span := t.tracer.Start(ctx, operation, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("db.system.name", t.db), attribute.String("db.operation.name", operation)))
	return func(text string, rows int64, err error) {
		span.SetAttributes(attribute.String("db.query.text", text[:min(len(text), maxText)]),
			attribute.Int64("db.response.returned_rows", rows))
		if err != nil { // its text may contain parameters
			span.SetStatus(codes.Error, "")
			var coded interface{ SQLState() string }
			if errors.As(err, &coded) {
				span.SetAttributes(attribute.String("db.response.status_code", coded.SQLState()))
			}
		}
		span.End()
	}
}
