package mail_test

import (
	"cmp"
	"context"
	netmail "net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db/dbtest"
	"clientele/internal/mail"
	"clientele/models"
)

var allKinds = []mail.Kind{
	mail.PasswordReset, mail.EmailVerification, mail.EmailChange, mail.EmailChangeNotice, mail.SignUp, mail.SignUpTaken,
	mail.LoginCode, mail.SignUpCode, mail.SignUpInvitation, mail.GuestOrderLink, mail.PasswordChanged,
	mail.SessionReplayed, mail.WebhookPaused, mail.ErasureRequested, mail.ErasureCancelled,
	mail.ErasureDone,
}

// templateFolder writes templates to a temporary folder.
func templateFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// send sends one email to the outbox and returns its row.
func send(t *testing.T, content mail.Content, setUp ...func(*mail.Options)) models.Email {
	t.Helper()
	p := newFixture(t, dbtest.SQLite(t), nil, setUp...)
	p.Compose(mail.PasswordReset, func(context.Context, *gorm.DB, mail.Email) (*mail.Content, error) {
		return &content, nil
	})
	p.queue("ann@example.com", "1")
	if err := p.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := p.rows()[0]
	wantKind := string(cmp.Or(content.Kind, mail.PasswordReset))
	if m.Status != models.EmailOutbox || m.SentAt != nil || m.Kind != wantKind {
		t.Fatal(describe([]models.Email{m}))
	}
	return m
}

// TestEveryKind checks that each kind contains its link, or its token if no storefront is configured.
func TestEveryKind(t *testing.T) {
	for _, kind := range allKinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := newFixture(t, dbtest.SQLite(t), nil)
			link := p.Link(kind, "a b+c/d=e&f")
			bare := newFixture(t, dbtest.SQLite(t), nil, func(o *mail.Options) { o.Storefront = "" })
			if bare.Link(kind, "x") != "" {
				t.Errorf("link without a storefront: %s", bare.Link(kind, "x"))
			}
			hasPage := kind != mail.EmailChangeNotice && kind != mail.WebhookPaused && kind != mail.ErasureDone
			if hasPage && !strings.HasSuffix(link, "?token=a+b%2Bc%2Fd%3De%26f") {
				t.Errorf("link %s", link)
			}
			values := map[string]string{
				"Link":    link,
				"Token":   "a-token",
				"Code":    "123456",
				"Minutes": "30",
				"Order":   "1001",
			}
			m := send(t, mail.Content{Kind: kind, Name: "Zoë O'Neil", Values: values})
			if !strings.Contains(*m.Text, "Hello Zoë O'Neil,") || !strings.Contains(*m.HTML, "Hello Zoë O&#39;Neil,") ||
				!strings.Contains(*m.Subject, "Tea & Co") {
				t.Errorf("%s\n%s", *m.Subject, *m.Text)
			}
			if !strings.Contains(*m.Text, link) || strings.Contains(*m.Text, "a-token") && link != "" {
				t.Errorf("no link, or both link and token:\n%s", *m.Text)
			}
			delete(values, "Link")
			delete(values, "Code")
			m = send(t, mail.Content{Kind: kind, Values: values}, func(o *mail.Options) { o.Storefront = "" })
			hasToken := map[mail.Kind]bool{
				mail.PasswordReset: true, mail.EmailVerification: true, mail.EmailChange: true, mail.SignUp: true,
				mail.LoginCode: true, mail.SignUpCode: true, mail.GuestOrderLink: true,
			}[kind]
			if strings.Contains(*m.Text, "a-token") != hasToken || strings.Contains(*m.HTML, "a-token") != hasToken ||
				strings.Contains(*m.Text, "http") {
				t.Errorf("without a storefront:\n%s", *m.Text)
			}
			if !strings.HasPrefix(*m.Text, "Hello,\n") || strings.Contains(*m.Text, "\n\n\n") {
				t.Errorf("salutation or blank lines:\n%s", *m.Text)
			}
		})
	}
}

// TestLinksAndCodes checks that an email mentions a link or a code only if it contains one.
func TestLinksAndCodes(t *testing.T) {
	link, code := regexp.MustCompile(`(?i)\blinks?\b|\bhere:`), regexp.MustCompile(`(?i)\bcodes?\b|\benter\b`)
	for _, kind := range allKinds {
		for _, c := range []struct {
			name, storefront string
			values           map[string]string
		}{
			{"link and code", "https://shop.test", map[string]string{"Token": "a-token", "Code": "123456"}},
			{"link", "https://shop.test", map[string]string{"Token": "a-token"}},
			{"code and token", "", map[string]string{"Token": "a-token", "Code": "123456"}},
			{"token", "", map[string]string{"Token": "a-token"}},
		} {
			t.Run(string(kind)+", "+c.name, func(t *testing.T) {
				t.Parallel()
				m := send(t, mail.Content{Kind: kind, Values: c.values}, func(o *mail.Options) {
					o.Storefront = c.storefront
				})
				html := regexp.MustCompile(`(?s)<main>.*</main>`).FindString(*m.HTML)
				html = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, "")
				for _, part := range []string{*m.Text, html} {
					if link.MatchString(part) && !strings.Contains(part, "https://shop.test/") {
						t.Errorf("mentions a link:\n%s", part)
					}
					if code.MatchString(part) && !strings.Contains(part, "123456") &&
						!strings.Contains(part, "a-token") {
						t.Errorf("mentions a code:\n%s", part)
					}
				}
			})
		}
	}
}

// TestValidityPeriod checks how emails write the validity period.
func TestValidityPeriod(t *testing.T) {
	for minutes, want := range map[string]string{
		"1": "1 minute", "15": "15 minutes", "60": "1 hour", "90": "90 minutes", "120": "2 hours", "1440": "24 hours",
		"2160": "36 hours", "2880": "2 days", "10080": "7 days",
	} {
		m := send(t, mail.Content{Kind: mail.SignUp, Values: map[string]string{"Token": "a-token", "Minutes": minutes}})
		for _, part := range []string{*m.Text, *m.HTML} {
			if !strings.Contains(part, "This is valid for "+want+" and can be used only once.") {
				t.Errorf("%s minutes: %s", minutes, part)
			}
		}
	}
	dir := templateFolder(
		t,
		map[string]string{"sign_up.txt": "{{if .Hours}}{{.Hours}} Stunden{{else}}{{.Minutes}} Minuten{{end}}"},
	)
	for minutes, want := range map[string]string{"15": "15 Minuten\n", "1440": "24 Stunden\n"} {
		content := mail.Content{Kind: mail.SignUp, Values: map[string]string{"Minutes": minutes}}
		if m := send(t, content, func(o *mail.Options) { o.Templates = dir }); *m.Text != want {
			t.Errorf("%q, want %q", *m.Text, want)
		}
	}
}

// TestNames checks that a name which could carry a message of a third party is left out.
func TestNames(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		kept bool
	}{
		"plain":                    {"Ann Example", true},
		"with accents":             {"Zoë d'Arc-Łukasz", true},
		"initials":                 {"J.R.R. Tolkien", true},
		"Japanese":                 {"佐藤 直子", true},
		"one digit":                {"Henry 5", true},
		"URL":                      {"https://evil.test", false},
		"host name":                {"click evil.de now", false},
		"full-width host name":     {"ｅｖｉｌ．ｄｅ", false},
		"host name with 。":         {"evil。de", false},
		"email address":            {"me@evil", false},
		"phone number":             {"call 0900 12", false},
		"phone number with spaces": {"call 0 9 0 0 now", false},
		"HTML":                     {"<b>Ann</b>", false},
		"line break":               {"Ann\nYour account is locked", false},
		"paragraph separator":      {"Ann\u2029locked", false},
		"right-to-left override":   {"Ann\u202eelpmaxe", false},
		"too long":                 {strings.Repeat("you have won ", 6), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := send(t, mail.Content{Name: c.in})
			got := strings.Contains(*m.Text, "Hello "+c.in+",")
			if got != c.kept || !c.kept && !strings.HasPrefix(*m.Text, "Hello,\n") {
				t.Errorf("kept: %v\n%s", got, *m.Text)
			}
		})
	}
}

// TestCustomTemplates checks that a shop's files replace the built-in ones individually, and that values are escaped in
// them.
func TestCustomTemplates(t *testing.T) {
	dir := templateFolder(t, map[string]string{
		"password_reset.subject.txt": "{{.Order}}\r\nBcc: eve@evil.test\n for {{.Shop}}",
		"password_reset.html": `{{define "body"}}<a title="{{.Order}}" href="{{.Storefront}}/my/page?t={{.Token}}">` +
			`{{.Order}}</a><script>x = {{.Order}}</script>{{end}}`,
		".hidden": "{{",
	})
	server := startServer(t)
	p := newFixture(t, dbtest.SQLite(t), server, func(o *mail.Options) {
		o.Templates = dir
		o.Shop = func(context.Context) (*models.Shop, error) {
			return &models.Shop{Name: "Tea\r\nX-Evil: \u202eyes"}, nil
		}
		o.From = &netmail.Address{Address: "shop@shop.test"}
	})
	p.Compose(mail.PasswordReset, func(context.Context, *gorm.DB, mail.Email) (*mail.Content, error) {
		values := map[string]string{"Token": "a&b=\"c", "Order": `<script>"alert(1)</script>`}
		return &mail.Content{Values: values}, nil
	})
	p.start()
	p.queue("ann@example.com", "1")
	p.settled()
	got := server.all()
	if len(got) != 1 {
		t.Fatal(describe(p.rows()))
	}
	r := parse(t, got[0].raw)
	for _, name := range []string{"Bcc", "X-Evil"} {
		if r.header.Get(name) != "" {
			t.Errorf("header %s was injected", name)
		}
	}
	if want := `<script>"alert(1)</script> Bcc: eve@evil.test for Tea X-Evil: yes`; r.subject != want {
		t.Errorf("subject %q, want %q", r.subject, want)
	}
	if from, err := r.header.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != "Tea X-Evil: yes" {
		t.Errorf("from %v: %v", from, err)
	}
	if strings.Contains(r.html, "<script>\"alert") || strings.Contains(r.html, `"c"`) ||
		!strings.Contains(r.html, "https://shop.test/my/page?t=a%26b%3d%22c") {
		t.Errorf("HTML: %s", r.html)
	}
	if !strings.Contains(r.text, "Choose a new password here:\n\n    https://shop.test/reset-password?token=a%26b%3D%22c\n") {
		t.Errorf("built-in text: %s", r.text)
	}
}

func TestInvalidTemplates(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"unknown name": {map[string]string{"pasword_reset.txt": "x"}, []string{"pasword_reset.txt is not a template"}},
		"syntax error": {map[string]string{"login_code.txt": "{{if}}"}, []string{"login_code.txt"}},
		"unknown value": {
			map[string]string{"login_code.html": `{{define "body"}}{{.Tokn}}{{end}}`},
			[]string{"login_code.html", "Tokn"},
		},
		"empty subject": {
			map[string]string{"login_code.subject.txt": "{{.Code}}"},
			[]string{"login_code.subject.txt: the subject is empty"},
		},
		"no body": {
			map[string]string{"login_code.html": "<p>x</p>"}, []string{`login_code.html: must define "body"`},
		},
		"layout": {map[string]string{"layout.html": "{{template"}, []string{"layout.html"}},
		"several": {
			map[string]string{"login_code.txt": "{{if}}", "sign_up.txt": "{{.Nope}}"},
			[]string{"login_code.txt", "sign_up.txt", "Nope"},
		},
	} {
		_, err := mail.New(nil, mail.Options{Templates: templateFolder(t, c.files)})
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
	}
	if _, err := mail.New(nil, mail.Options{Templates: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("accepted a missing folder")
	}
	if _, err := mail.New(nil, mail.Options{Server: &mail.Server{}}); err == nil {
		t.Error("accepted a mail server without a sender")
	}
}
