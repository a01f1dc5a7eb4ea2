package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"clientele/internal/config"
)

// readyz reports whether the program accepts requests: the database answers and has the schema version of this program,
// and the program is not shutting down.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if a.ending.Load() {
		http.Error(w, "the program is shutting down", http.StatusServiceUnavailable)
		return
	}
	if err := a.DB.Ready(r.Context()); err != nil {
		slog.WarnContext(r.Context(), "not ready", "error", err)
		const text = "the database does not answer or has another schema version; see the log"
		http.Error(w, text, http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// healthcheck asks a running program, at the address of the settings, whether it is ready. It is for containers without
// a shell.
func healthcheck(ctx context.Context, cmd *config.Command) error {
	host, port, err := net.SplitHostPort(cmd.Addr)
	if err != nil {
		return fmt.Errorf("CLIENTELE_ADDR: %w", err)
	}
	if addr, err := netip.ParseAddr(host); host == "" || err == nil && addr.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r) // without a proxy
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
	if response.StatusCode != http.StatusOK {
		return errors.New(string(text))
	}
	return nil
}
