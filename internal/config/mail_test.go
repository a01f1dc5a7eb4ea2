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
		"another machine":          {"smtp://mail.example:25", config.SMTPServer{Host: "mail.example", Port: 25, TLS: config.TLSRequired}},
		"the submission port":      {"smtp://mail.example", config.SMTPServer{Host: "mail.example", Port: 587, TLS: config.TLSRequired}},
		"a password":               {"smtp://shop%40example:p%40ss%3Aw@mail.example", config.SMTPServer{Host: "mail.example", Port: 587, User: "shop@example", Password: "p@ss:w", TLS: config.TLSRequired}},
		"in the open, as it says":  {"smtp://mail.example/?tls=none", config.SMTPServer{Host: "mail.example", Port: 587, TLS: config.TLSNone}},
		"from the first byte":      {"smtps://mail.example", config.SMTPServer{Host: "mail.example", Port: 465, TLS: config.TLSImplicit}},
		"this machine":             {"smtp://localhost:1025", config.SMTPServer{Host: "localhost", Port: 1025, TLS: config.TLSOffered}},
		"this machine, in numbers": {"smtp://[::1]:1025", config.SMTPServer{Host: "::1", Port: 1025, TLS: config.TLSOffered}},
		"called like this machine": {"smtp://localhost.example", config.SMTPServer{Host: "localhost.example", Port: 587, TLS: config.TLSRequired}},
	} {
		m := config.Mail{SMTPURL: c.url}
		if got, err := m.SMTP(); err != nil || *got != c.want {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	for name, url := range map[string]string{
		"no scheme": "mail.example:587", "another scheme": "http://u:secret@mail.example", "no host": "smtp://u:secret@", "a port": "smtp://u:secret@h:99999",
		"no port": "smtp://u:secret@h:x", "a path": "smtp://u:secret@h/x", "another word": "smtp://u:secret@h?tls=maybe", "an unknown word": "smtp://u:secret@h?ssl=1",
		"smtps in the open": "smtps://u:secret@h?tls=none", "a user alone": "smtp://secret@h", "a stray character": "smtp://u:secret%@h",
	} {
		m := config.Mail{SMTPURL: url}
		if got, err := m.SMTP(); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

func TestSMTPURLFromAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte("smtp://u:secret@mail.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd, _, err := config.Parse(nil, []string{"CLIENTELE_SMTP_URL_FILE=" + file, `CLIENTELE_EMAIL_FROM="Tea, Ltd." <shop@example.com>`}, io.Discard)
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
