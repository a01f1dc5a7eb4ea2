package docs

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/app"
	"clientele/internal/config"
	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestREADMETour runs the shell blocks of the README in order, as a reader would, and compares the output of each with
// the answers below it.
func TestREADMETour(t *testing.T) {
	steps := readmeSteps(t)
	var script strings.Builder
	script.WriteString("set -eu\n")
	for _, step := range steps {
		script.WriteString(step.commands + "echo '" + endOfStep + "'\n")
	}
	binary := repo.Build(t)
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		text := strings.ReplaceAll(script.String(), "http://localhost:8080", p.URL)
		text = strings.ReplaceAll(text, "go run .", binary)
		c := exec.Command("bash", "-c", text)
		c.Dir = repo.Path()
		c.Env = append(slices.Clone(p.Env), "PATH="+os.Getenv("PATH"))
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		outputs := strings.Split(string(out), endOfStep+"\n")
		for i, step := range steps {
			var printed []string
			for line := range strings.Lines(outputs[i]) {
				if strings.HasPrefix(line, "{") {
					printed = append(printed, line)
				}
			}
			if err := matches(documents(t, step.answers), documents(t, strings.Join(printed, ""))); err != nil {
				t.Errorf("%s\nprints another answer than the README shows, at %v:\n%s", step.commands, err, outputs[i])
			}
		}
	})
}

// endOfStep separates the outputs of the tour's steps.
const endOfStep = "-- end of step --"

// tourStep is a shell block of the README, with the JSON block that follows it.
type tourStep struct{ commands, answers string }

func readmeSteps(t *testing.T) []tourStep {
	t.Helper()
	readme, err := os.ReadFile(repo.Path("README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var steps []tourStep
	block := regexp.MustCompile("(?s)```sh\n(.*?)```\n(?:\n```json\n(.*?)```)?")
	for _, m := range block.FindAllStringSubmatch(string(readme), -1) {
		steps = append(steps, tourStep{m[1], m[2]})
	}
	if len(steps) < 12 {
		t.Fatalf("the README has %d steps", len(steps))
	}
	return steps
}

// documents returns the JSON documents in text.
func documents(t *testing.T, text string) []any {
	t.Helper()
	var all []any
	for d := json.NewDecoder(strings.NewReader(text)); ; {
		var document any
		if err := d.Decode(&document); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		all = append(all, document)
	}
}

var orderNumber = regexp.MustCompile(`^[0-9A-Z]{8}$`)

// matches compares an answer with the one in the README, in which "…" stands for any text, and times and order numbers
// for any other. The error names where they differ.
func matches(sample, got any) error {
	switch sample := sample.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok || !slices.Equal(slices.Sorted(maps.Keys(sample)), slices.Sorted(maps.Keys(got))) {
			return fmt.Errorf("%v instead of %v", got, sample)
		}
		for name := range sample {
			if err := matches(sample[name], got[name]); err != nil {
				return fmt.Errorf("%s.%w", name, err)
			}
		}
		return nil
	case []any:
		got, ok := got.([]any)
		if !ok || len(got) != len(sample) {
			return fmt.Errorf("%v instead of %v", got, sample)
		}
		for i := range sample {
			if err := matches(sample[i], got[i]); err != nil {
				return fmt.Errorf("%d.%w", i, err)
			}
		}
		return nil
	case string:
		if text, ok := got.(string); ok && sameKind(sample, text) {
			return nil
		}
	}
	if sample != got {
		return fmt.Errorf(" %v instead of %v", got, sample)
	}
	return nil
}

// sameKind reports whether a text may stand where the README has another.
func sameKind(sample, got string) bool {
	if start, abbreviated := strings.CutSuffix(sample, "…"); abbreviated {
		return strings.HasPrefix(got, start)
	}
	_, sampleErr := time.Parse(time.RFC3339, sample)
	_, gotErr := time.Parse(time.RFC3339, got)
	return sampleErr == nil && gotErr == nil || orderNumber.MatchString(sample) && orderNumber.MatchString(got)
}

// TestSettingsReference compares the table of settings with the settings of the program.
func TestSettingsReference(t *testing.T) {
	reference, err := os.ReadFile(repo.Path("docs/reference/settings.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (?:`(.*?)`)? *\\|").FindAllStringSubmatch(string(reference), -1) {
		rows[m[1]] = m[2]
	}
	for _, s := range config.All() {
		value, ok := rows[s.Variable]
		if !ok {
			t.Errorf("%s is not in docs/reference/settings.md", s.Variable)
		} else if value != s.Default {
			t.Errorf("%s is %q by default, in the reference %q", s.Variable, s.Default, value)
		}
		delete(rows, s.Variable)
	}
	for name := range rows {
		t.Errorf("%s is in the reference but is not a setting", name)
	}
}

// TestErrorsReference compares the table of codes in userErrors with the schema.
func TestErrorsReference(t *testing.T) {
	reference, err := os.ReadFile(repo.Path("docs/reference/errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(reference), "## Codes of userErrors")
	rows := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z_]+)` \\| (.*) \\|$").FindAllStringSubmatch(table, -1) {
		rows[m[1]] = m[2]
	}
	schema, err := os.ReadFile(repo.Path("schema.graphqls"))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(schema)})
	if err != nil {
		t.Fatal(err)
	}
	codes := parsed.Types["UserErrorCode"].EnumValues
	for _, code := range codes {
		if text := strings.Join(strings.Fields(code.Description), " "); rows[code.Name] != text {
			t.Errorf("%s: the schema says %q, the reference %q", code.Name, text, rows[code.Name])
		}
	}
	if len(rows) != len(codes) {
		t.Errorf("the reference has %d codes, the schema %d", len(rows), len(codes))
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

// TestHelp checks that the help of a command shows what belongs to it: the settings are in the help of serve only.
func TestHelp(t *testing.T) {
	const setting, note = "CLIENTELE_TOKEN_KEY", " serve --help\n"
	for args, c := range map[string]struct{ shows, hides []string }{
		"--help":            {[]string{"key create", "demo", "--version", note}, []string{setting}},
		"serve --help":      {[]string{setting, "DATABASE_URL"}, []string{note}},
		"--help serve":      {[]string{setting}, []string{note}},
		"key create --help": {[]string{"--scopes", note}, []string{setting, "--version"}},
		"demo --help":       {[]string{"--customers=1000", note}, []string{setting}},
		"key --help":        {[]string{"key revoke", note}, []string{setting, "staff create"}},
		"--version":         {[]string{"clientele ", runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH}, []string{"--"}},
	} {
		var out strings.Builder
		if err := app.Run(t.Context(), strings.Fields(args), nil, nil, &out); err != nil {
			t.Fatalf("%s: %v", args, err)
		}
		for _, want := range c.shows {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s does not show %q:\n%s", args, want, out.String())
			}
		}
		for _, hidden := range c.hides {
			if strings.Contains(out.String(), hidden) {
				t.Errorf("%s shows %q:\n%s", args, hidden, out.String())
			}
		}
	}
}

// TestVersionOfABuild builds the program as a shop does: in a Git repository, and in the container, which has none.
func TestVersionOfABuild(t *testing.T) {
	revision, err := exec.Command("git", "-C", repo.Path(), "rev-parse", "HEAD").Output()
	if err != nil {
		t.Skipf("NOT TESTED: not in a Git repository: %v", err)
	}
	commit := "commit " + string(revision[:12])
	for name, args := range map[string][]string{
		"in a Git repository": {"-buildvcs=true"},
		"in a container":      {"-buildvcs=false", "-ldflags=-X clientele/internal/config.commit=" + string(revision[:40])},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			binary := filepath.Join(t.TempDir(), "clientele")
			c := exec.Command("go", append(append([]string{"build", "-o", binary}, args...), ".")...)
			c.Dir = repo.Path()
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			out, err := exec.Command(binary, "--version").Output()
			if err != nil || !strings.Contains(string(out), commit) {
				t.Errorf("--version prints %q, and not %q (%v)", out, commit, err)
			}
		})
	}
}
