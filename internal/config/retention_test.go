package config_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"clientele/internal/config"
)

func TestRetention(t *testing.T) {
	for _, c := range []struct {
		name, orders, inactive, history string
		wrong                           []string // the settings that the error names
	}{
		{"off", "", "", "", nil},
		{"off, with zeros", "0", "0s", "0", nil},
		{"ten and three years", "87600h", "26280h", "", nil},
		{"the shortest", "720h", "720h", "720h", nil},
		{"too short", "719h59m", "1h", "", []string{"CLIENTELE_RETENTION_ORDERS must", "CLIENTELE_RETENTION_INACTIVE must"}},
		{"negative", "-720h", "-1h", "", []string{"CLIENTELE_RETENTION_ORDERS must", "CLIENTELE_RETENTION_INACTIVE must"}},
		{"events that end earlier", "", "8760h", "8759h", []string{"CLIENTELE_HISTORY_LIFE must be 0 or at least CLIENTELE_RETENTION_INACTIVE"}},
		{"events that end at the same age", "", "8760h", "8760h", nil},
		{"events that end earlier than orders", "8760h", "", "720h", nil},
	} {
		env := []string{
			"CLIENTELE_RETENTION_ORDERS=" + c.orders, "CLIENTELE_RETENTION_INACTIVE=" + c.inactive,
			"CLIENTELE_HISTORY_LIFE=" + c.history,
		}
		cmd, _, err := config.Parse(nil, env, io.Discard)
		if (err == nil) != (c.wrong == nil) {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, part := range c.wrong {
			if err != nil && !strings.Contains(err.Error(), part) {
				t.Errorf("%s: the error does not contain %q: %v", c.name, part, err)
			}
		}
		if c.name == "ten and three years" && (cmd.RetentionOrders != 87600*time.Hour || cmd.RetentionInactive != 26280*time.Hour) {
			t.Errorf("%+v", cmd.Retention)
		}
	}
}
