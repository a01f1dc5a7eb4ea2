package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGuides runs the operations of each guide in their order, on an empty shop.
func TestGuides(t *testing.T) {
	files, err := filepath.Glob("docs/guides/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		blocks := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(string(text), -1)
		t.Run(filepath.Base(file), func(t *testing.T) {
			onEach(t, func(t *testing.T, p *program) {
				callers := map[string]headers{"as anybody": nil, "as an API key": p.key(everything...), "as an owner": p.owner()}
				var first string
				for _, block := range blocks {
					who, _, _ := strings.Cut(strings.TrimPrefix(block[1], "# "), "\n")
					who, _, _ = strings.Cut(who, ",")
					as, ok := callers[who]
					if !ok {
						t.Fatalf("nobody is %q", who)
					}
					a := p.send(as, block[1], vars{"id": first}).good()
					if token := a.at("createCustomer.customerToken.accessToken"); token != nil {
						callers["as the customer"] = headers{"X-Customer-Token": token.(string)}
					}
					for _, path := range []string{"customFields.0.id", "checkout.order.id"} {
						if id := a.at(path); id != nil {
							first = id.(string)
						}
					}
				}
			})
		})
	}
}
