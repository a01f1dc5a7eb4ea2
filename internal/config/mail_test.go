package config_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/internal/config"
)

func TestSMTPURL(t *testing.T) {
	for name, c := range map[string]struct {
		url  string
		want config.SMTPServer
	}{
		"other machine": {
			"smtp://mail.example:25", config.SMTPServer{Host: "mail.example", Port: 25, TLS: config.TLSRequired},
		},
		"default port": {
			"smtp://mail.example", config.SMTPServer{Host: "mail.example", Port: 587, TLS: config.TLSRequired},
		},
		"user and password": {
			"smtp://shop%40example:p%40ss%3Aw@mail.example",
			config.SMTPServer{
				Host: "mail.example", Port: 587, User: "shop@example", Password: "p@ss:w", TLS: config.TLSRequired,
			},
		},
		"tls=none": {
			"smtp://mail.example/?tls=none", config.SMTPServer{Host: "mail.example", Port: 587, TLS: config.TLSNone},
		},
		"implicit TLS": {
			"smtps://mail.example", config.SMTPServer{Host: "mail.example", Port: 465, TLS: config.TLSImplicit},
		},
		"localhost": {
			"smtp://localhost:1025", config.SMTPServer{Host: "localhost", Port: 1025, TLS: config.TLSOffered},
		},
		"loopback address": {
			"smtp://[::1]:1025", config.SMTPServer{Host: "::1", Port: 1025, TLS: config.TLSOffered},
		},
		"host name that begins with localhost": {
			"smtp://localhost.example",
			config.SMTPServer{Host: "localhost.example", Port: 587, TLS: config.TLSRequired},
		},
	} {
		m := config.Mail{SMTPURL: c.url}
		if got, err := m.SMTP(); err != nil || *got != c.want {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	for name, url := range map[string]string{
		"no scheme":             "mail.example:587",
		"invalid scheme":        "http://u:secret@mail.example",
		"no host":               "smtp://u:secret@",
		"port out of range":     "smtp://u:secret@h:99999",
		"invalid port":          "smtp://u:secret@h:x",
		"path":                  "smtp://u:secret@h/x",
		"invalid tls parameter": "smtp://u:secret@h?tls=maybe",
		"unknown parameter":     "smtp://u:secret@h?ssl=1",
		"smtps with tls=none":   "smtps://u:secret@h?tls=none",
		"user without password": "smtp://secret@h",
		"invalid escape":        "smtp://u:secret%@h",
	} {
		m := config.Mail{SMTPURL: url}
		if got, err := m.SMTP(); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestSMTPURLFromFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte("smtp://u:secret@mail.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"CLIENTELE_SMTP_URL_FILE=" + file, `CLIENTELE_EMAIL_FROM="Tea, Ltd." <shop@example.com>`}
	cmd, _, err := config.Parse(nil, env, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	server, err := cmd.SMTP()
	if err != nil || server.Password != "secret" {
		t.Errorf("%+v %v", server, err)
	}
	if from, err := cmd.From(); err != nil || from.Name != "Tea, Ltd." || from.Address != "shop@example.com" {
		t.Errorf("%+v %v", from, err)
	}
}
