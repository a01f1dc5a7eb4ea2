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

// readyz says whether requests are welcome: the database answers, its tables are this program's, and the program is not ending.
func (a *App) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if a.ending.Load() {
		http.Error(w, "the program is ending", http.StatusServiceUnavailable)
		return
	}
	if err := a.DB.Ready(r.Context()); err != nil {
		slog.WarnContext(r.Context(), "not ready", "error", err)
		http.Error(w, "the database does not answer, or is another program version's: the log knows more", http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

// healthcheck asks the program that serves on the settings' address whether it is ready: for containers without a shell.
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
	response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r) // through no proxy
	if err != nil {
		return fmt.Errorf("nobody answers: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 1000))
	if response.StatusCode != http.StatusOK {
		return errors.New(string(text))
	}
	return nil
}
