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

var everyKind = []mail.Kind{
	mail.PasswordReset, mail.EmailVerification, mail.EmailChange, mail.EmailChangeNotice, mail.SignUp, mail.SignUpTaken, mail.SignIn,
	mail.SignInNew,
	mail.SignUpInvitation, mail.GuestOrderLink, mail.PasswordChanged, mail.SessionReplayed,
}

// folder returns a folder of templates.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// written sends one letter and returns it as it arrived in the outbox.
func written(t *testing.T, letter mail.Letter, setUp ...func(*mail.Options)) models.Email {
	t.Helper()
	p := newPost(t, dbtest.SQLite(t), nil, setUp...)
	p.Compose(mail.PasswordReset, func(context.Context, *gorm.DB, mail.Mail) (*mail.Letter, error) { return &letter, nil })
	p.ask("ann@example.com", "1")
	if err := p.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := p.rows()[0]
	if m.Status != models.EmailOutbox || m.SentAt != nil || m.Kind != string(cmp.Or(letter.Kind, mail.PasswordReset)) {
		t.Fatal(show([]models.Email{m}))
	}
	return m
}

// TestEveryKind: each email can be used with the shop's storefront and without it.
func TestEveryKind(t *testing.T) {
	for _, kind := range everyKind {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := newPost(t, dbtest.SQLite(t), nil)
			link := p.Link(kind, "a b+c/d=e&f")
			bare := newPost(t, dbtest.SQLite(t), nil, func(o *mail.Options) { o.Storefront = "" })
			if bare.Link(kind, "x") != "" {
				t.Errorf("a link without a storefront: %s", bare.Link(kind, "x"))
			}
			if kind != mail.EmailChangeNotice && !strings.HasSuffix(link, "?token=a+b%2Bc%2Fd%3De%26f") {
				t.Errorf("the link is %s", link)
			}
			values := map[string]string{"Link": link, "Token": "a-token", "Code": "123456", "Minutes": "30", "Order": "1001"}
			m := written(t, mail.Letter{Kind: kind, Name: "Zoë O'Neil", Values: values})
			if !strings.Contains(*m.Text, "Hello Zoë O'Neil,") || !strings.Contains(*m.HTML, "Hello Zoë O&#39;Neil,") || !strings.Contains(*m.Subject, "Tea & Co") {
				t.Errorf("%s\n%s", *m.Subject, *m.Text)
			}
			if !strings.Contains(*m.Text, link) || strings.Contains(*m.Text, "a-token") && link != "" {
				t.Errorf("the link is not there, or the token beside it:\n%s", *m.Text)
			}
			delete(values, "Link")
			delete(values, "Code")
			m = written(t, mail.Letter{Kind: kind, Values: values}, func(o *mail.Options) { o.Storefront = "" })
			carries := map[mail.Kind]bool{
				mail.PasswordReset: true, mail.EmailVerification: true, mail.EmailChange: true, mail.SignUp: true, mail.SignIn: true, mail.SignInNew: true,
				mail.GuestOrderLink: true,
			}
			if strings.Contains(*m.Text, "a-token") != carries[kind] || strings.Contains(*m.HTML, "a-token") != carries[kind] || strings.Contains(*m.Text, "http") {
				t.Errorf("without a storefront:\n%s", *m.Text)
			}
			if !strings.HasPrefix(*m.Text, "Hello,\n") || strings.Contains(*m.Text, "\n\n\n") {
				t.Errorf("the text looks odd:\n%s", *m.Text)
			}
		})
	}
}

// TestMailsSpeakOfWhatTheyHave: with a link, a code, both or neither, an email names only what it carries.
func TestMailsSpeakOfWhatTheyHave(t *testing.T) {
	link, code := regexp.MustCompile(`(?i)\blinks?\b|\bhere:`), regexp.MustCompile(`(?i)\bcodes?\b|\benter\b`)
	for _, kind := range everyKind {
		for _, c := range []struct {
			name, storefront string
			values           map[string]string
		}{
			{"all", "https://shop.test", map[string]string{"Token": "a-token", "Code": "123456"}},
			{"no code", "https://shop.test", map[string]string{"Token": "a-token"}},
			{"no storefront", "", map[string]string{"Token": "a-token", "Code": "123456"}},
			{"a token alone", "", map[string]string{"Token": "a-token"}},
		} {
			t.Run(string(kind)+", "+c.name, func(t *testing.T) {
				t.Parallel()
				m := written(t, mail.Letter{Kind: kind, Values: c.values}, func(o *mail.Options) { o.Storefront = c.storefront })
				html := regexp.MustCompile(`(?s)<main>.*</main>`).FindString(*m.HTML)
				html = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, "")
				for _, part := range []string{*m.Text, html} {
					if link.MatchString(part) && !strings.Contains(part, "https://shop.test/") {
						t.Errorf("it speaks of a link:\n%s", part)
					}
					if code.MatchString(part) && !strings.Contains(part, "123456") && !strings.Contains(part, "a-token") {
						t.Errorf("it speaks of a code:\n%s", part)
					}
				}
			})
		}
	}
}

// TestHowLongMailsAreGood is said in words that people use.
func TestHowLongMailsAreGood(t *testing.T) {
	for minutes, want := range map[string]string{
		"1": "1 minute", "15": "15 minutes", "60": "1 hour", "90": "90 minutes", "120": "2 hours", "1440": "24 hours",
		"2160": "36 hours", "2880": "2 days", "10080": "7 days",
	} {
		m := written(t, mail.Letter{Kind: mail.SignUp, Values: map[string]string{"Token": "a-token", "Minutes": minutes}})
		for _, part := range []string{*m.Text, *m.HTML} {
			if !strings.Contains(part, "This is valid for "+want+" and can be used only once.") {
				t.Errorf("%s minutes: %s", minutes, part)
			}
		}
	}
	dir := folder(t, map[string]string{"sign_up.txt": "{{if .Hours}}{{.Hours}} Stunden{{else}}{{.Minutes}} Minuten{{end}}"})
	for minutes, want := range map[string]string{"15": "15 Minuten\n", "1440": "24 Stunden\n"} {
		letter := mail.Letter{Kind: mail.SignUp, Values: map[string]string{"Minutes": minutes}}
		if m := written(t, letter, func(o *mail.Options) { o.Templates = dir }); *m.Text != want {
			t.Errorf("%q, want %q", *m.Text, want)
		}
	}
}

// TestNamesInMails: somebody else's words do not reach a mailbox under the shop's name.
func TestNamesInMails(t *testing.T) {
	for name, c := range map[string]struct {
		in   string
		kept bool
	}{
		"plain":                     {"Ann Example", true},
		"with accents":              {"Zoë d'Arc-Łukasz", true},
		"initials":                  {"J.R.R. Tolkien", true},
		"Japanese":                  {"佐藤 直子", true},
		"the fifth":                 {"Henry 5", true},
		"a link":                    {"https://evil.test", false},
		"a host":                    {"click evil.de now", false},
		"a host in full width":      {"ｅｖｉｌ．ｄｅ", false},
		"a host with another stop":  {"evil。de", false},
		"an email address":          {"me@evil", false},
		"a telephone number":        {"call 0900 12", false},
		"a telephone number, apart": {"call 0 9 0 0 now", false},
		"HTML":                      {"<b>Ann</b>", false},
		"a line break":              {"Ann\nYour account is locked", false},
		"a paragraph":               {"Ann\u2029locked", false},
		"turned around":             {"Ann\u202eelpmaxe", false},
		"a message":                 {strings.Repeat("you have won ", 6), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := written(t, mail.Letter{Name: c.in})
			if got := strings.Contains(*m.Text, "Hello "+c.in+","); got != c.kept || !c.kept && !strings.HasPrefix(*m.Text, "Hello,\n") {
				t.Errorf("kept: %v\n%s", got, *m.Text)
			}
		})
	}
}

// TestOwnTemplates: a shop's files take the place of ours one by one, and what comes from outside is escaped in them.
func TestOwnTemplates(t *testing.T) {
	dir := folder(t, map[string]string{
		"password_reset.subject.txt": "{{.Order}}\r\nBcc: eve@evil.test\n for {{.Shop}}",
		"password_reset.html":        `{{define "body"}}<a title="{{.Order}}" href="{{.Storefront}}/my/page?t={{.Token}}">{{.Order}}</a><script>x = {{.Order}}</script>{{end}}`,
		".hidden":                    "{{",
	})
	server := serveMail(t)
	p := newPost(t, dbtest.SQLite(t), server, func(o *mail.Options) {
		o.Templates = dir
		o.Shop = func(context.Context) (string, error) { return "Tea\r\nX-Evil: \u202eyes", nil }
		o.From = &netmail.Address{Address: "shop@shop.test"}
	})
	p.Compose(mail.PasswordReset, func(context.Context, *gorm.DB, mail.Mail) (*mail.Letter, error) {
		return &mail.Letter{Values: map[string]string{"Token": "a&b=\"c", "Order": `<script>"alert(1)</script>`}}, nil
	})
	p.start()
	p.ask("ann@example.com", "1")
	p.over()
	got := server.all()
	if len(got) != 1 {
		t.Fatal(show(p.rows()))
	}
	r := read(t, got[0].raw)
	for _, name := range []string{"Bcc", "X-Evil"} {
		if r.header.Get(name) != "" {
			t.Errorf("there is a header %s", name)
		}
	}
	if want := `<script>"alert(1)</script> Bcc: eve@evil.test for Tea X-Evil: yes`; r.subject != want {
		t.Errorf("the subject is %q, want %q", r.subject, want)
	}
	if from, err := r.header.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != "Tea X-Evil: yes" {
		t.Errorf("it is from %v: %v", from, err)
	}
	if strings.Contains(r.html, "<script>\"alert") || strings.Contains(r.html, `"c"`) || !strings.Contains(r.html, "https://shop.test/my/page?t=a%26b%3d%22c") {
		t.Errorf("the HTML is %s", r.html)
	}
	if !strings.Contains(r.text, "Choose a new password here:\n\n    https://shop.test/reset-password?token=a%26b%3D%22c\n") {
		t.Errorf("the built-in text is %s", r.text)
	}
}

func TestFaultsOfTemplates(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		says  []string
	}{
		"no template's name":   {map[string]string{"pasword_reset.txt": "x"}, []string{"no template is named pasword_reset.txt"}},
		"what does not parse":  {map[string]string{"login_code.txt": "{{if}}"}, []string{"login_code.txt"}},
		"a value there is not": {map[string]string{"login_code.html": `{{define "body"}}{{.Tokn}}{{end}}`}, []string{"login_code.html", "Tokn"}},
		"an empty subject":     {map[string]string{"login_code.subject.txt": "{{.Code}}"}, []string{"login_code.subject.txt: the subject is empty"}},
		"no body":              {map[string]string{"login_code.html": "<p>x</p>"}, []string{`login_code.html: it must define "body"`}},
		"a layout":             {map[string]string{"layout.html": "{{template"}, []string{"layout.html"}},
		"several at once":      {map[string]string{"login_code.txt": "{{if}}", "sign_up.txt": "{{.Nope}}"}, []string{"login_code.txt", "sign_up.txt", "Nope"}},
	} {
		_, err := mail.New(nil, mail.Options{Templates: folder(t, c.files)})
		for _, want := range c.says {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q", name, err, want)
			}
		}
	}
	if _, err := mail.New(nil, mail.Options{Templates: filepath.Join(t.TempDir(), "none")}); err == nil {
		t.Error("a folder that there is not")
	}
	if _, err := mail.New(nil, mail.Options{Server: &mail.Server{}}); err == nil {
		t.Error("a mail server and no sender")
	}
}
