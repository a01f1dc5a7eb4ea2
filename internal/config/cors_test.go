package config_test

import (
	"io"
	"strings"
	"testing"

	"clientele/internal/config"
)

// TestOrigins checks that origins are normalized to the form that browsers send, and invalid ones rejected.
func TestOrigins(t *testing.T) {
	for setting, want := range map[string]string{
		"https://shop.example":                             "https://shop.example",
		"https://shop.example/":                            "https://shop.example",
		"HTTPS://Shop.Example":                             "https://shop.example",
		"https://shop.example:443":                         "https://shop.example",
		"http://shop.example:80":                           "http://shop.example",
		"https://shop.example:80":                          "https://shop.example:80",
		"http://localhost:5173":                            "http://localhost:5173",
		"http://127.0.0.1:5173":                            "http://127.0.0.1:5173",
		"http://[::1]:5173":                                "http://[::1]:5173",
		"http://[0:0::1]:80":                               "http://[::1]",
		"https://my_shop.example":                          "https://my_shop.example",
		"https://Bücher.example":                           "https://xn--bcher-kva.example",
		"https://bücher.example:8443":                      "https://xn--bcher-kva.example:8443",
		"https://xn--bcher-kva.example":                    "https://xn--bcher-kva.example",
		"capacitor://localhost":                            "capacitor://localhost",
		"ionic://localhost":                                "ionic://localhost",
		"tauri://localhost":                                "tauri://localhost",
		"app://shop":                                       "app://shop",
		"chrome-extension://abcdefghijklmnopabcdefghijklm": "chrome-extension://abcdefghijklmnopabcdefghijklm",
		"https://shop.example,ionic://localhost":           "https://shop.example ionic://localhost",
		"https://shop.example, ionic://localhost":          "https://shop.example ionic://localhost",
		"*":                         "",
		"https://*.shop.example":    "",
		"shop.example":              "",
		"localhost:5173":            "",
		"null":                      "",
		"file://":                   "",
		"file://localhost":          "",
		"data://shop":               "",
		"https://":                  "",
		"https://shop.example/shop": "",
		"https://shop.example?x":    "",
		"https://shop.example#x":    "",
		"https://ann@shop.example":  "",
		"https://shop.example:port": "",
		"https://bü cher.example":   "",
		"https://-ü.example":        "",
		"http://[::1%25eth0]":       "",
	} {
		cmd, _, err := config.Parse(nil, []string{"CLIENTELE_CORS_ORIGINS=" + setting}, io.Discard)
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "CLIENTELE_CORS_ORIGINS") {
				t.Errorf("%q: %v", setting, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", setting, err)
		} else if got := strings.Join(cmd.CORSOrigins, " "); got != want {
			t.Errorf("%q: %q, want %q", setting, got, want)
		}
	}
}

func TestCORSHeaders(t *testing.T) {
	for setting, want := range map[string]bool{
		"X-Shop": true, "x-shop, X-Other": true,
		"*": false, "X-*": false, "X Shop": false, "X-Shop:": false, "X-Shöp": false,
		"X-Staff-Session": false, "x-staff-session": false,
	} {
		_, _, err := config.Parse(nil, []string{"CLIENTELE_CORS_HEADERS=" + setting}, io.Discard)
		if (err == nil) != want {
			t.Errorf("%q: %v", setting, err)
		}
	}
}
