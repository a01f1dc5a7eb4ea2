package docs

import (
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/internal/app"
	"clientele/internal/config"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestREADMETour runs the shell blocks of the README in order, as a reader would.
func TestREADMETour(t *testing.T) {
	readme, err := os.ReadFile(repo.Path("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, m := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(readme), -1) {
		blocks = append(blocks, m[1])
	}
	if len(blocks) < 9 {
		t.Fatalf("the README has %d blocks", len(blocks))
	}
	binary := apptest.Build(t)
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		script := "set -eu\n" + strings.Join(blocks, "\n")
		script = strings.ReplaceAll(script, "http://localhost:8080", p.URL)
		script = strings.ReplaceAll(script, "go run .", binary)
		c := exec.Command("bash", "-c", script)
		c.Dir = repo.Path()
		c.Env = append(slices.Clone(p.Env), "PATH="+os.Getenv("PATH"))
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if strings.Contains(string(out), `"errors"`) || strings.Contains(string(out), `"userErrors":[{`) {
			t.Errorf("a step of the tour failed:\n%s", out)
		}
		for _, want := range []string{`"hasPassword":true`, `"email":"ann@example.com"`, "D02 X285", "20,80\u00a0€", `"totalCount":1`, "〒100-8111", `"PLACED"`, `"name":"Ann Example"`, `"role":"OWNER"`} {
			if !strings.Contains(string(out), want) {
				t.Errorf("the tour does not show %s:\n%s", want, out)
			}
		}
	})
}

// TestREADMESettings compares the README's table of settings with the settings of the program.
func TestREADMESettings(t *testing.T) {
	readme, err := os.ReadFile(repo.Path("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (?:`(.*?)`)? *\\|").FindAllStringSubmatch(string(readme), -1) {
		rows[m[1]] = m[2]
	}
	for _, s := range config.All() {
		value, ok := rows[s.Variable]
		if !ok {
			t.Errorf("%s is not in the README", s.Variable)
		} else if value != s.Default {
			t.Errorf("%s is %q by default, in the README %q", s.Variable, s.Default, value)
		}
		delete(rows, s.Variable)
	}
	for name := range rows {
		t.Errorf("%s is in the README but is not a setting", name)
	}
}

// TestInvalidSettings starts the program with invalid settings: the error names the setting in one line.
func TestInvalidSettings(t *testing.T) {
	for name, c := range map[string]struct {
		args, env []string
		want      string
	}{
		"a short key":        {nil, []string{"CLIENTELE_TOKEN_KEY=short"}, "CLIENTELE_TOKEN_KEY must have at least 32 characters"},
		"no key":             {nil, []string{"DATABASE_URL=postgres://x/y"}, "CLIENTELE_TOKEN_KEY is required with PostgreSQL"},
		"another database":   {nil, []string{"DATABASE_URL=mysql://x/y", apptest.TokenKey}, "DATABASE_URL must begin with postgres://"},
		"a life in days":     {nil, []string{"CLIENTELE_ACCESS_TOKEN_LIFE=1 day"}, "--access-token-life"},
		"a short session":    {nil, []string{"CLIENTELE_SESSION_LIFE=10m"}, "CLIENTELE_SESSION_LIFE must be at least"},
		"a short old key":    {nil, []string{"CLIENTELE_TOKEN_KEY_PREVIOUS=short"}, "CLIENTELE_TOKEN_KEY_PREVIOUS must have at least 32"},
		"an algorithm":       {nil, []string{"CLIENTELE_TOKEN_ALGORITHM=none"}, "HS256"},
		"an unknown flag":    {[]string{"--nope"}, nil, "unknown flag --nope"},
		"an unknown command": {[]string{"nope"}, nil, "unexpected argument nope"},
		"a wildcard origin":  {nil, []string{"CLIENTELE_CORS_ORIGINS=*"}, "CLIENTELE_CORS_ORIGINS"},
		"no network":         {nil, []string{"CLIENTELE_TRUSTED_PROXIES=proxy"}, "CLIENTELE_TRUSTED_PROXIES"},
		"two at once":        {nil, []string{"CLIENTELE_SHOP_CURRENCY=XXQ", "CLIENTELE_TOKEN_KEY=short"}, "32 characters; CLIENTELE_SHOP_CURRENCY"},
		"no currency":        {[]string{"--shop-currency="}, nil, `CLIENTELE_SHOP_CURRENCY: "" is not an ISO 4217 currency`},
		"both forms":         {nil, []string{apptest.TokenKey, "CLIENTELE_TOKEN_KEY_FILE=/nowhere"}, "not both"},
		"no such file":       {nil, []string{"CLIENTELE_TOKEN_KEY_FILE=/nowhere"}, "CLIENTELE_TOKEN_KEY_FILE"},
		"no sender":          {nil, []string{"CLIENTELE_SMTP_URL=smtp://localhost:25"}, "CLIENTELE_EMAIL_FROM is required"},
		"no sender's form":   {nil, []string{"CLIENTELE_EMAIL_FROM=shop"}, "CLIENTELE_EMAIL_FROM must be an email address"},
		"no mail server":     {nil, []string{"CLIENTELE_SMTP_URL=localhost:25", "CLIENTELE_EMAIL_FROM=a@b.example"}, "CLIENTELE_SMTP_URL must be smtp://"},
		"no storefront":      {nil, []string{"CLIENTELE_STOREFRONT_URL=shop.example"}, "CLIENTELE_STOREFRONT_URL must be a URL"},
		"no emails":          {nil, []string{"CLIENTELE_EMAILS_PER_HOUR=0"}, "CLIENTELE_EMAILS_PER_HOUR must be at least 1"},
		"no templates":       {nil, []string{"CLIENTELE_EMAIL_TEMPLATES=/nowhere"}, "CLIENTELE_EMAIL_TEMPLATES"},
		"unknown template": {
			nil,
			[]string{"CLIENTELE_DATA=" + t.TempDir(), "CLIENTELE_EMAIL_TEMPLATES=" + repo.Path("examples/codegen")},
			"is not a template",
		},
		"an address in use": {[]string{"--addr", "256.0.0.1:1"}, []string{"CLIENTELE_DATA=" + t.TempDir()}, "CLIENTELE_ADDR"},
		"unknown scope":     {[]string{"key", "create", "--name", "x", "--scopes", "ALL"}, []string{"CLIENTELE_DATA=" + t.TempDir()}, "CUSTOMERS_READ"},
		"unknown key":       {[]string{"key", "revoke", "key_x"}, []string{"CLIENTELE_DATA=" + t.TempDir()}, "there is no key key_x"},
	} {
		err := app.Run(t.Context(), c.args, c.env, nil, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHelp checks that --help lists the commands.
func TestHelp(t *testing.T) {
	var out strings.Builder
	if err := app.Run(t.Context(), []string{"--help"}, nil, nil, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"key create", "demo", "CLIENTELE_TOKEN_KEY", "DATABASE_URL"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("--help does not show %s:\n%s", want, out.String())
		}
	}
}
