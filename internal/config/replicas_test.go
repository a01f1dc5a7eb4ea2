package config_test

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clientele/internal/config"
)

func TestReplicas(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "replicas")
	if err := os.WriteFile(secret, []byte("postgres://a/shop,postgres://b/shop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	postgres := []string{"DATABASE_URL=postgres://p/shop", "CLIENTELE_TOKEN_KEY=" + strings.Repeat("k", 32)}
	with := func(setting string) []string { return append(slices.Clip(postgres), setting) }
	for name, c := range map[string]struct {
		env     []string
		want    int
		wantErr string
	}{
		"none":        {env: postgres},
		"two":         {env: with("CLIENTELE_REPLICA_URLS=postgres://a/shop,postgresql://b/shop"), want: 2},
		"from file":   {env: with("CLIENTELE_REPLICA_URLS_FILE=" + secret), want: 2},
		"SQLite":      {env: []string{"CLIENTELE_REPLICA_URLS=postgres://a/shop"}, wantErr: "SQLite has no replicas"},
		"MySQL":       {env: with("CLIENTELE_REPLICA_URLS=postgres://a/shop,mysql://b/shop"), wantErr: "postgres://"},
		"lag of 10ms": {env: with("CLIENTELE_REPLICA_MAX_LAG=10ms"), wantErr: "CLIENTELE_REPLICA_MAX_LAG"},
		"lag of 2h":   {env: with("CLIENTELE_REPLICA_MAX_LAG=2h"), wantErr: "CLIENTELE_REPLICA_MAX_LAG"},
	} {
		cmd, _, err := config.Parse(nil, c.env, io.Discard)
		switch {
		case c.wantErr != "" && (err == nil || !strings.Contains(err.Error(), c.wantErr)):
			t.Errorf("%s: %v", name, err)
		case c.wantErr == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.wantErr == "" && len(cmd.ReplicaURLs) != c.want:
			t.Errorf("%s: %q", name, cmd.ReplicaURLs)
		}
	}
}
