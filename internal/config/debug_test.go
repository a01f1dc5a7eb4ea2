package config_test

import (
	"io"
	"strings"
	"testing"

	"clientele/internal/config"
)

// TestDebugAddr checks that only loopback addresses are accepted.
func TestDebugAddr(t *testing.T) {
	for addr, valid := range map[string]bool{
		"": true, "127.0.0.1:6060": true, "[::1]:6060": true, "127.8.8.8:0": true,
		":6060": false, "0.0.0.0:6060": false, "[::]:6060": false, "192.168.1.1:6060": false,
		"localhost.example:6060": false, "127.0.0.1": false, "6060": false,
	} {
		_, _, err := config.Parse(nil, []string{"CLIENTELE_DEBUG_ADDR=" + addr}, io.Discard)
		if (err == nil) != valid || err != nil && !strings.Contains(err.Error(), "CLIENTELE_DEBUG_ADDR") {
			t.Errorf("%q: %v", addr, err)
		}
	}
}
