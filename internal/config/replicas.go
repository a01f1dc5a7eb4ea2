package config

import (
	"net/url"
	"time"
)

// Replicas holds the settings for streaming replicas of the PostgreSQL database.
type Replicas struct {
	ReplicaURLs   []string      `name:"replica-urls" placeholder:"postgres://…,…"`
	ReplicaMaxLag time.Duration `name:"replica-max-lag" default:"10s"`
}

func (r *Replicas) check(databaseURL string, add func(format string, args ...any)) {
	if len(r.ReplicaURLs) > 0 && databaseURL == "" {
		add("CLIENTELE_REPLICA_URLS requires DATABASE_URL: SQLite has no replicas")
	}
	for _, text := range r.ReplicaURLs {
		if !isPostgres(text) {
			add("CLIENTELE_REPLICA_URLS: every URL must begin with postgres://")
		}
	}
	if r.ReplicaMaxLag < time.Second || r.ReplicaMaxLag > time.Hour {
		add("CLIENTELE_REPLICA_MAX_LAG must be between 1s and 1h")
	}
}

func isPostgres(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql")
}
