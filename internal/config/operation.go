package config

import (
	"log/slog"
	"net"
	"time"
)

// Operation holds the settings for the operation of the program: logs, metrics, connections and shutdown.
type Operation struct {
	LogFormat             string        `name:"log-format" default:"text" enum:"text,json"`
	LogLevel              string        `name:"log-level" default:"info" enum:"debug,info,warn,error"`
	MetricsAddr           string        `name:"metrics-addr" placeholder:"HOST:PORT"`
	ConnectionsPerAddress int           `name:"connections-per-address" default:"256"`
	ShutdownDelay         time.Duration `name:"shutdown-delay" default:"0s"`
}

func (o *Operation) check(add func(format string, args ...any)) {
	if _, _, err := net.SplitHostPort(o.MetricsAddr); o.MetricsAddr != "" && err != nil {
		add("CLIENTELE_METRICS_ADDR must be HOST:PORT, such as 127.0.0.1:9090")
	}
	if o.ConnectionsPerAddress < 0 {
		add("CLIENTELE_CONNECTIONS_PER_ADDRESS must be 0 or more")
	}
	if o.ShutdownDelay < 0 || o.ShutdownDelay > 5*time.Minute {
		add("CLIENTELE_SHUTDOWN_DELAY must be between 0s and 5m")
	}
}

// Level returns the minimum level of log messages.
func (o *Operation) Level() slog.Level {
	var l slog.Level
	_ = l.UnmarshalText([]byte(o.LogLevel)) // the enum allows valid levels only
	return l
}
