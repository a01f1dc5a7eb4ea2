package mail_test

import (
	"context"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"clientele/db/dbtest"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/models"
)

var builtInLanguages = []string{"en", "de", "fr", "es", "ja", "ar"}

// shopIn returns an option that gives the shop a language.
func shopIn(locale string) func(*mail.Options) {
	return func(o *mail.Options) {
		o.Shop = func(context.Context) (*models.Shop, error) {
			return &models.Shop{Name: "Tea & Co", Locale: locale, Currency: "EUR", ErasureGraceDays: 14}, nil
		}
		o.PublicURL = "https://admin.shop.test/"
	}
}

// preview returns an email of a kind for a recipient with a locale.
func (p *fixture) preview(kind, locale string) *mail.EmailPreview {
	p.t.Helper()
	var given *string
	if locale != "" {
		given = &locale
	}
	got, err := p.Preview(p.t.Context(), owner, kind, given)
	if err != nil || got == nil {
		p.t.Fatalf("preview %s in %q: %+v, %v", kind, locale, got, err)
	}
	return got
}

// TestLanguagesAreComplete checks that each language has the files of English, and that a file uses the same values in
// every language.
func TestLanguagesAreComplete(t *testing.T) {
	root := os.DirFS("templates")
	folders, err := fs.Glob(root, "*/words.txt")
	if err != nil || len(folders) != len(builtInLanguages) {
		t.Fatalf("%v %v", folders, err)
	}
	action := regexp.MustCompile(`\{\{[^}]*\}\}`)
	name := regexp.MustCompile(`(?:\.|define "|template ")(\w+)`)
	files := func(lang string) map[string][]string {
		all := map[string][]string{}
		names, err := fs.Glob(root, lang+"/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range names {
			text, err := fs.ReadFile(root, file)
			if err != nil {
				t.Fatal(err)
			}
			used := []string{}
			for _, a := range action.FindAllString(string(text), -1) {
				for _, m := range name.FindAllStringSubmatch(a, -1) {
					used = append(used, m[1])
				}
			}
			slices.Sort(used)
			all[strings.TrimPrefix(file, lang+"/")] = slices.Compact(used)
		}
		return all
	}
	english := files("en")
	if len(english) != 3*25+1 {
		t.Errorf("%d files in English", len(english))
	}
	conditions := []string{"Code", "Link", "Token"} // a language can name what is valid
	for _, lang := range builtInLanguages[1:] {
		theirs := files(lang)
		for file, values := range english {
			got, ok := theirs[file]
			extra := slices.DeleteFunc(slices.Clone(got), func(v string) bool {
				return slices.Contains(values, v) || slices.Contains(conditions, v)
			})
			missing := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return slices.Contains(got, v) })
			if !ok || len(extra) > 0 || len(missing) > 0 {
				t.Errorf("%s/%s: exists %v, uses also %v, and not %v", lang, file, ok, extra, missing)
			}
		}
		if len(theirs) != len(english) {
			t.Errorf("%s has %d files, English %d", lang, len(theirs), len(english))
		}
	}
}

// TestEveryKindInEveryLanguage renders each kind in each language with and without a storefront.
func TestEveryKindInEveryLanguage(t *testing.T) {
	script := map[string]*unicode.RangeTable{"ja": unicode.Hiragana, "ar": unicode.Arabic}
	tags := regexp.MustCompile(`(?s)<style>.*</style>|<[^>]*>`)
	for _, storefront := range []string{"https://shop.test", ""} {
		p := newFixture(t, dbtest.SQLite(t), nil, shopIn("en"), func(o *mail.Options) { o.Storefront = storefront })
		kinds, err := p.Kinds(owner)
		if err != nil || len(kinds) != 25 {
			t.Fatal(len(kinds), err)
		}
		for _, kind := range kinds {
			english := p.preview(kind, "")
			for _, lang := range builtInLanguages {
				got := p.preview(kind, lang)
				html := tags.ReplaceAllString(got.HTML, " ")
				for part, text := range map[string]string{"subject": got.Subject, "text": got.Text, "HTML": html} {
					if table := script[lang]; strings.TrimSpace(text) == "" || strings.Contains(text, "{{") ||
						strings.Contains(text, "%!") || table != nil && !strings.ContainsFunc(text, func(r rune) bool {
						return unicode.Is(table, r) || part == "subject" && unicode.Is(unicode.Han, r)
					}) {
						t.Errorf("%s in %s, %s: %s", kind, lang, part, text)
					}
				}
				direction := "ltr"
				if lang == "ar" {
					direction = "rtl"
				}
				if got.Locale != lang || !strings.Contains(got.HTML, `<html lang="`+lang+`" dir="`+direction+`">`) ||
					strings.Contains(got.Text, "\n\n\n") || lang != "en" && (got.Text == english.Text || got.Subject == english.Subject) {
					t.Errorf("%s in %s: %+v", kind, lang, got)
				}
				links := regexp.MustCompile(`https?://\S*[\p{Zs}\x{2066}-\x{2069}]?`)
				want := links.FindAllString(english.Text, -1)
				if found := links.FindAllString(got.Text, -1); !slices.Equal(found, want) {
					t.Errorf("%s in %s: links %q, want %q", kind, lang, found, want)
				}
				checkIsolation(t, kind, got)
			}
		}
	}
}

// checkIsolation checks that a text from right to left isolates names, numbers and addresses from its direction, and
// that other texts contain no such characters.
func checkIsolation(t *testing.T, kind string, m *mail.EmailPreview) {
	t.Helper()
	const begin, end = "\u2068", "\u2069"
	if m.Locale != "ar" {
		if strings.ContainsAny(m.Subject+m.Text, begin+end) || strings.Contains(m.HTML, "<bdi>") {
			t.Errorf("%s in %s isolates values: %s", kind, m.Locale, m.Text)
		}
		return
	}
	for _, value := range []string{
		"Tea & Co", "alex@example.com", "new@example.com", "Alex Example", "erp.example.com", "Linen shirt",
		"14 Main Street", "RR123456785IE",
	} {
		body, _, _ := strings.Cut(m.Text, "\n-- \n")
		body = regexp.MustCompile(`https?://\S*`).ReplaceAllString(body, "")
		if n := strings.Count(body, value); n != strings.Count(body, begin+value+end) {
			t.Errorf("%s does not isolate %q:\n%s", kind, value, body)
		}
	}
	if strings.Count(m.Subject, begin) != strings.Count(m.Subject, end) || !strings.Contains(m.Subject, begin+"Tea & Co"+end) &&
		strings.Contains(m.Subject, "Tea & Co") {
		t.Errorf("subject of %s: %+q", kind, m.Subject)
	}
	for _, part := range []string{"Tea &amp; Co", "alex@example.com", "1001"} {
		main := regexp.MustCompile(`(?s)<main>.*</main>`).FindString(m.HTML)
		main = regexp.MustCompile(`"[^"]*"|https?://[^<]*`).ReplaceAllString(main, "")
		if n := strings.Count(main, part); n != strings.Count(main, "<bdi>"+part+"</bdi>") {
			t.Errorf("%s does not isolate %q: %s", kind, part, main)
		}
	}
}

// TestChosenLanguage checks which language an email to a recipient has.
func TestChosenLanguage(t *testing.T) {
	for _, c := range []struct{ name, recipient, shop, want, shown string }{
		{"unknown", "", "en", "en", "€65.40"},
		{"of the shop", "", "de-CH", "de", "€\u00a065.40"},
		{"of the recipient", "fr", "de", "fr", "65,40\u00a0€"},
		{"with a region", "es-MX", "en", "es", "€65.40"},
		{"of the region's format", "de-CH", "en", "de", "€\u00a065.40"},
		{"a near one", "gsw", "en", "de", "65,40\u00a0€"},
		{"not built in", "pt-BR", "de", "de", "65,40\u00a0€"},
		{"none of both", "pt-BR", "zh-Hant", "en", "€65.40"},
		{"Arabic with digits of the codes", "ar-EG", "en", "ar", "\u200f65.40\u00a0€"},
		{"American", "en-US", "de", "en", "on November 29"},
		{"British", "en-GB", "de", "en", "on 29 November"},
		{"private", "x-shop", "ja", "ja", "€65.40"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newFixture(t, dbtest.SQLite(t), nil, shopIn(c.shop), func(o *mail.Options) {
				o.Now = func() time.Time { return time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC) }
			})
			locale := c.recipient
			got := p.preview("order_placed", locale)
			if got.Locale != c.want || !strings.Contains(got.Text, c.shown) {
				t.Errorf("%s, want %s with %q:\n%s", got.Locale, c.want, c.shown, got.Text)
			}
		})
	}
	p := newFixture(t, dbtest.SQLite(t), nil, shopIn("en"))
	invalid := "english"
	if _, err := p.Preview(t.Context(), owner, "sign_up", &invalid); err == nil || !strings.Contains(err.Error(), "language tag") {
		t.Errorf("an invalid locale: %v", err)
	}
	if got, err := p.Preview(t.Context(), owner, "newsletter", nil); got != nil || err != nil {
		t.Errorf("an unknown kind: %+v, %v", got, err)
	}
	seller := auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersWrite}}
	if _, err := p.Preview(t.Context(), seller, "sign_up", nil); err == nil {
		t.Error("a preview without SETTINGS_WRITE")
	}
	if _, err := p.Kinds(seller); err == nil {
		t.Error("the kinds without SETTINGS_WRITE")
	}
}

// TestWordsOfLanguages checks how each language writes dates and periods.
func TestWordsOfLanguages(t *testing.T) {
	for lang, c := range map[string]struct {
		date    string
		periods map[string]string
	}{
		"en": {"15 March 2026", map[string]string{"1": "1 minute", "30": "30 minutes", "60": "1 hour", "1440": "24 hours", "10080": "7 days"}},
		"de": {"15. März 2026", map[string]string{"1": "1 Minute", "30": "30 Minuten", "60": "1 Stunde", "1440": "24 Stunden", "10080": "7 Tage"}},
		"fr": {"15 mars 2026", map[string]string{"1": "1 minute", "30": "30 minutes", "60": "1 heure", "1440": "24 heures", "10080": "7 jours"}},
		"es": {"15 de marzo de 2026", map[string]string{"1": "1 minuto", "30": "30 minutos", "60": "1 hora", "1440": "24 horas", "10080": "7 días"}},
		"ja": {"2026年3月15日", map[string]string{"1": "1分", "30": "30分", "60": "1時間", "1440": "24時間", "10080": "7日間"}},
		"ar": {"15 مارس 2026", map[string]string{
			"1": "دقيقة واحدة", "3": "3 دقائق", "30": "30 دقيقة", "60": "ساعة واحدة", "120": "ساعتين", "180": "3 ساعات",
			"1440": "24 ساعة", "2880": "يومين", "10080": "7 أيام",
		}},
	} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			m := send(t, mail.Content{
				Kind: mail.ErasureRequested, Locale: lang, Values: map[string]string{"ISODate": "2026-03-15"},
			})
			if !strings.Contains(*m.Text, c.date) || !strings.Contains(*m.HTML, c.date) || !strings.Contains(*m.Subject, c.date) {
				t.Errorf("no %s:\n%s\n%s", c.date, *m.Subject, *m.Text)
			}
			for minutes, want := range c.periods {
				m := send(t, mail.Content{
					Kind: mail.SignUp, Locale: lang, Values: map[string]string{"Token": "a-token", "Minutes": minutes},
				})
				if !regexp.MustCompile(`(^|[^0-9])`+want+`($|[^\pL])`).MatchString(*m.Text) && lang != "ja" || !strings.Contains(*m.Text, want) {
					t.Errorf("%s minutes, want %s:\n%s", minutes, want, *m.Text)
				}
			}
		})
	}
}
