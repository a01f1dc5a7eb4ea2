package config

import (
	"log/slog"
	"net"
	"time"
)

// Running is the settings about the program as somebody runs it.
type Running struct {
	LogFormat             string        `name:"log-format" default:"text" enum:"text,json" help:"The form of the log: text or json."`
	LogLevel              string        `name:"log-level" default:"info" enum:"debug,info,warn,error" help:"What the log holds: debug (with a line for each request), info, warn or error."`
	MetricsAddr           string        `name:"metrics-addr" placeholder:"HOST:PORT" help:"Where Prometheus finds /metrics, such as 127.0.0.1:9090. Without it there are no metrics."`
	ConnectionsPerAddress int           `name:"connections-per-address" default:"256" help:"Open connections from one address at most; 0 for any number. Trusted proxies have no limit."`
	ShutdownDelay         time.Duration `name:"shutdown-delay" default:"0s" help:"How long the program goes on answering after it was told to end, while /readyz already says 503."`
}

func (r *Running) check(add func(format string, args ...any)) {
	if _, _, err := net.SplitHostPort(r.MetricsAddr); r.MetricsAddr != "" && err != nil {
		add("CLIENTELE_METRICS_ADDR must be HOST:PORT, such as 127.0.0.1:9090")
	}
	if r.ConnectionsPerAddress < 0 {
		add("CLIENTELE_CONNECTIONS_PER_ADDRESS must be 0 or more")
	}
	if r.ShutdownDelay < 0 || r.ShutdownDelay > 5*time.Minute {
		add("CLIENTELE_SHUTDOWN_DELAY must be between 0s and 5m")
	}
}

// Level returns the lowest level that the log holds.
func (r *Running) Level() slog.Level {
	var l slog.Level
	_ = l.UnmarshalText([]byte(r.LogLevel)) // one of four words
	return l
}
