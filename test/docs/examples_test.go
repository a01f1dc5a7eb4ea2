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

// TestGraphiQLExamples runs the example tabs of GraphiQL in order on an empty shop.
func TestGraphiQLExamples(t *testing.T) {
	files, err := filepath.Glob(repo.Path("web/graphiql/examples/*.graphql"))
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := strings.TrimPrefix(p.APIKey(apptest.AllScopes...)["Authorization"], "Bearer ")
		remembered := apptest.Response{T: t, Data: map[string]any{}}
		for _, file := range files {
			stem := strings.TrimSuffix(file, ".graphql")
			query, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := p.Send(apptest.Headers(texts(fill(t, read(t, stem+".headers.json"), remembered, key))), string(query), fill(t, read(t, stem+".variables.json"), remembered, ""))
			if len(a.Errors) > 0 || strings.Contains(a.Body, `"userErrors":[{`) {
				t.Fatalf("%s: %s", filepath.Base(file), a.Body)
			}
			for name, value := range a.Data.(map[string]any) {
				remembered.Data.(map[string]any)[name] = value
			}
		}
	})
}

func read(t *testing.T, file string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil
	}
	var v map[string]any
	if err := json.Unmarshal(text, &v); err != nil {
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
