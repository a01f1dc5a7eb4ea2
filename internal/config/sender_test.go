package config_test

import (
	"io"
	"strings"
	"testing"

	"clientele/internal/config"
)

// TestSender checks that the domain of the sender is converted to ASCII, and that senders which no mail server accepts
// are rejected.
func TestSender(t *testing.T) {
	for setting, want := range map[string]string{
		"shop@example.com":                             "shop@example.com",
		"Tea Shop <shop@example.com>":                  "shop@example.com",
		"shop+list@example.com":                        "shop+list@example.com",
		"shop@localhost":                               "shop@localhost",
		"shop@[192.0.2.1]":                             "shop@[192.0.2.1]",
		"shop@Bücher.example":                          "shop@xn--bcher-kva.example",
		"Bücher <shop@bücher.example>":                 "shop@xn--bcher-kva.example",
		"shop@xn--bcher-kva.example":                   "shop@xn--bcher-kva.example",
		"büro@example.com":                             "",
		`"the shop"@example.com`:                       "",
		"shop@-bücher.example":                         "",
		"shop@my_host.example":                         "",
		"shop@[2001:db8::1]":                           "",
		"shop@[shop]":                                  "",
		"shop":                                         "",
		"shop@example.com, lists@example.com":          "",
		strings.Repeat("x", 65) + "@e.example":         "",
		"shop@" + strings.Repeat("x", 64) + ".example": "",
	} {
		cmd, _, err := config.Parse(nil, []string{"CLIENTELE_EMAIL_FROM=" + setting}, io.Discard)
		if want == "" {
			if err == nil || !strings.Contains(err.Error(), "CLIENTELE_EMAIL_FROM must be an email address") {
				t.Errorf("%q: %v", setting, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", setting, err)
		} else if from, err := cmd.From(); err != nil || from.Address != want {
			t.Errorf("%q: %v %v, want %s", setting, from, err, want)
		}
	}
}

// TestEHLOName checks that the name defaults to the domain of the sender.
func TestEHLOName(t *testing.T) {
	for _, c := range []struct{ name, from, setting, want string }{
		{"no sender", "", "", ""},
		{"sender", "shop@example.com", "", "example.com"},
		{"sender with a non-ASCII domain", "shop@bücher.example", "", "xn--bcher-kva.example"},
		{"setting", "shop@example.com", "mail.shop.example", "mail.shop.example"},
		{"non-ASCII setting", "shop@example.com", "bücher.example", "xn--bcher-kva.example"},
		{"address literal", "shop@example.com", "[192.0.2.1]", "[192.0.2.1]"},
		{"invalid domain", "shop@example.com", "my host", "error"},
		{"trailing dot", "shop@example.com", "shop.example.", "error"},
		{"line break", "shop@example.com", "shop.example\r\nRCPT", "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := []string{"CLIENTELE_EMAIL_FROM=" + c.from, "CLIENTELE_SMTP_EHLO_NAME=" + c.setting}
			cmd, _, err := config.Parse(nil, env, io.Discard)
			switch {
			case c.want == "error":
				if err == nil || !strings.Contains(err.Error(), "CLIENTELE_SMTP_EHLO_NAME") {
					t.Error(err)
				}
			case err != nil:
				t.Error(err)
			default:
				if name, err := cmd.EHLO(); err != nil || name != c.want {
					t.Errorf("%q %v", name, err)
				}
			}
		})
	}
}
