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
	for name, c := range map[string]struct {
		env   []string
		want  int
		fault string
	}{
		"none":                {env: postgres},
		"two":                 {env: append(slices.Clip(postgres), "CLIENTELE_REPLICA_URLS=postgres://a/shop,postgresql://b/shop"), want: 2},
		"of a file":           {env: append(slices.Clip(postgres), "CLIENTELE_REPLICA_URLS_FILE="+secret), want: 2},
		"with SQLite":         {env: []string{"CLIENTELE_REPLICA_URLS=postgres://a/shop"}, fault: "SQLite has no replicas"},
		"of another database": {env: append(slices.Clip(postgres), "CLIENTELE_REPLICA_URLS=postgres://a/shop,mysql://b/shop"), fault: "postgres://"},
		"too little lag":      {env: append(slices.Clip(postgres), "CLIENTELE_REPLICA_MAX_LAG=10ms"), fault: "CLIENTELE_REPLICA_MAX_LAG"},
		"too much lag":        {env: append(slices.Clip(postgres), "CLIENTELE_REPLICA_MAX_LAG=2h"), fault: "CLIENTELE_REPLICA_MAX_LAG"},
	} {
		cmd, _, err := config.Parse(nil, c.env, io.Discard)
		switch {
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: %v", name, err)
		case c.fault == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.fault == "" && len(cmd.ReplicaURLs) != c.want:
			t.Errorf("%s: %q", name, cmd.ReplicaURLs)
		}
	}
}
