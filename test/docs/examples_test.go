package docs

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// TestGraphiQLExamples runs the example tabs of GraphiQL on an empty shop: in order, but each after the ones that
// return the values of its placeholders, as GraphiQL says.
func TestGraphiQLExamples(t *testing.T) {
	files, err := filepath.Glob(repo.Path("web/graphiql/examples/*.graphql"))
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := strings.TrimPrefix(p.APIKey(apptest.AllScopes...)["Authorization"], "Bearer ")
		remembered := apptest.Response{T: t, Data: map[string]any{}}
		answers := remembered.Data.(map[string]any)
		done := map[string]bool{}
		var run func(file string)
		run = func(file string) {
			if done[file] {
				return
			}
			done[file] = true
			stem := strings.TrimSuffix(file, ".graphql")
			query := text(t, file)
			for _, found := range placeholder.FindAllStringSubmatch(text(t, stem+".variables.json")+text(t, stem+".headers.json"), -1) {
				if root, _, _ := strings.Cut(found[1], "."); root != "key" {
					run(exampleWith(t, files, root))
				}
			}
			a := p.Send(apptest.Headers(texts(fill(t, read(t, stem+".headers.json"), remembered, key))), query,
				fill(t, read(t, stem+".variables.json"), remembered, ""))
			if len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) {
				t.Fatalf("%s: %s", filepath.Base(file), a.Body)
			}
			for name, value := range a.Data.(map[string]any) {
				answers[name] = value
			}
		}
		for _, file := range files {
			run(file)
		}
	})
}

// exampleWith returns the example that has a field with a name, or an alias, at the first level of its response.
func exampleWith(t *testing.T, files []string, field string) string {
	t.Helper()
	first := regexp.MustCompile(`(?m)^  ` + field + `\b`)
	for _, file := range files {
		if first.MatchString(text(t, file)) {
			return file
		}
	}
	t.Fatalf("no example returns %s", field)
	return ""
}

// text returns the content of a file, which is empty if there is none.
func text(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(content)
}

func read(t *testing.T, file string) map[string]any {
	t.Helper()
	content := text(t, file)
	if content == "" {
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(content), &v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return v
}

var placeholder = regexp.MustCompile(`\{\{([\w.]+)\}\}`)

// fill replaces the placeholders with remembered values, as GraphiQL does.
func fill(t *testing.T, v map[string]any, remembered apptest.Response, key string) map[string]any {
	t.Helper()
	filled, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	filled = placeholder.ReplaceAllFunc(filled, func(found []byte) []byte {
		path := string(found[2 : len(found)-2])
		if path == "key" && key != "" {
			return []byte(key)
		}
		return []byte(remembered.Text(path))
	})
	var out map[string]any
	if err := json.Unmarshal(filled, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func texts(v map[string]any) map[string]string {
	out := map[string]string{}
	for name, value := range v {
		out[name] = value.(string)
	}
	return out
}
