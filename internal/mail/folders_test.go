package mail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/db/dbtest"
	"clientele/internal/mail"
)

// languageFolder writes templates to a temporary folder, in its folders that the names begin with.
func languageFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestTemplateFolders checks where the templates of a language are looked for, and in which order.
func TestTemplateFolders(t *testing.T) {
	const builtInSubject = "Finish signing up at Tea & Co"
	dir := languageFolder(t, map[string]string{
		"sign_up.subject.txt":                "for all",
		"de/sign_up.subject.txt":             "auf Deutsch",
		"de/sign_up.txt":                     "{{define \"body\" -}}\nNur der Text.\n{{end}}",
		"de-at/sign_up.subject.txt":          "in Österreich",
		"pt-BR/sign_up.subject.txt":          "em português: {{.Shop}}",
		"pt-BR/words.txt":                    words("Olá,"),
		"fr/login_code.txt":                  "tout le texte, {{.Language}} {{.Direction}}",
		"ar/login_code.subject.txt":          "{{bdi .Shop}}",
		"he/login_code.txt":                  "{{.Language}} {{.Direction}} {{bdi .Email}}",
		"pictures/logo.svg":                  "<svg/>",
		".git/login_code.txt":                "{{",
		"fr/.login_code.txt.swp":             "{{",
		"pt-BR/login_code.html":              `{{define "body"}}<p>{{bdi .Email}}</p>{{template "items" .}}{{end}}`,
		"ja/order_placed.txt":                `{{range .Items}}{{.SKU}} {{.UnitPrice}} {{.URL}}{{end}} {{.Total}}`,
		"es/password_changed.subject.txt":    "{{.Shop}}",
		"es/password_changed.html":           `{{define "body"}}<a href="{{.Link}}">{{.Shop}}</a>{{end}}`,
		"en-GB/password_changed.subject.txt": "colour",
	})
	p := newFixture(t, dbtest.SQLite(t), nil, shopIn("en"), func(o *mail.Options) { o.Templates = dir })
	for _, c := range []struct{ name, kind, locale, part, want string }{
		{"for all languages", "sign_up", "en", "subject", "for all"},
		{"for all languages before a built-in one", "sign_up", "ja", "subject", "for all"},
		{"of the language", "sign_up", "de", "subject", "auf Deutsch"},
		{"of the region", "sign_up", "de-AT", "subject", "in Österreich"},
		{"of the region's language", "sign_up", "de-AT", "text", "Guten Tag Alex Example,\n\nNur der Text.\n\n-- \nTea & Co\n"},
		{"of the language for another region", "sign_up", "de-CH", "subject", "auf Deutsch"},
		{"of a language that is not built in", "sign_up", "pt", "subject", "em português: Tea & Co"},
		{"English beside it", "sign_up", "pt-BR", "text", "Olá,\n\nWe received a request to create an account"},
		{"locale of a language that is not built in", "sign_up", "pt", "locale", "pt-BR"},
		{"a whole text", "login_code", "fr", "text", "tout le texte, fr ltr\n"},
		{"built-in beside it", "login_code", "fr", "subject", "K7QX2M9PAB est votre code pour Tea & Co"},
		{"isolated from right to left", "login_code", "ar", "subject", "\u2068Tea & Co\u2069"},
		{"right to left, not built in", "login_code", "he", "text", "he rtl \u2068alex@example.com\u2069\n"},
		{"not isolated from left to right", "login_code", "pt", "html", "<p>alex@example.com</p>"},
		{"values of an order", "order_placed", "ja", "text", "SHIRT-M €24.00 SCARF €12.50  €65.40\n"},
		{"of a region of a built-in language", "password_changed", "en-GB", "subject", "colour"},
		{"of its language", "password_changed", "en", "subject", "Your password at Tea & Co has been changed"},
	} {
		got := p.preview(c.kind, c.locale)
		parts := map[string]string{"subject": got.Subject, "text": got.Text, "html": got.HTML, "locale": got.Locale}
		if part := parts[c.part]; c.part != "text" && c.part != "html" && part != c.want || !strings.Contains(part, c.want) {
			t.Errorf("%s: %q, want %q", c.name, part, c.want)
		}
	}
	plain := newFixture(t, dbtest.SQLite(t), nil, shopIn("en"))
	if got := plain.preview("sign_up", "en").Subject; got != builtInSubject {
		t.Errorf("without a folder: %q", got)
	}
}

// words returns a file of words with a greeting.
func words(greeting string) string {
	text := `{{define "greeting"}}` + greeting + `{{end}}`
	for _, name := range []string{
		"bullet", "colon", "subtotal", "shipping", "discount", "tax", "total", "tax_included", "shipping_address",
		"billing_address", "carrier", "tracking_number",
	} {
		text += `{{define "` + name + `"}}` + name + `{{end}}`
	}
	return text
}

func TestInvalidTemplateFolders(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"unknown name":    {map[string]string{"de/login.txt": "x"}, "de/login.txt is not a template"},
		"not a language":  {map[string]string{"german/login_code.txt": "x"}, "german contains templates, but its name is not a language code"},
		"unknown value":   {map[string]string{"de/login_code.txt": "{{.Tokn}}"}, "Tokn"},
		"unknown element": {map[string]string{"ja/order_placed.txt": "{{range .Items}}{{.Nam}}{{end}}"}, "Nam"},
		"empty subject":   {map[string]string{"pt/login_code.subject.txt": "{{.Code}}"}, "login_code.subject.txt: the subject is empty"},
		"missing word":    {map[string]string{"de/words.txt": `{{define "greeting"}}Hallo{{end}}`}, `"bullet" not defined`},
		"several": {
			map[string]string{"de/login_code.txt": "{{if}}", "fr/sign_up.txt": "{{.Nope}}"}, "Nope",
		},
	} {
		_, err := mail.New(nil, mail.Options{Templates: languageFolder(t, c.files)})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
