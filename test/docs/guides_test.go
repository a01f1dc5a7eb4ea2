package docs

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clientele/test/apptest"
	"clientele/test/repo"
)

// guides returns the texts of the guides by their paths in docs/guides.
func guides(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	tree(t, ".md", func(file, text string) {
		if name, ok := strings.CutPrefix(file, "docs/guides/"); ok {
			texts[name] = text
		}
	})
	if len(texts) < 5 {
		t.Fatalf("found only the guides %v", slices.Sorted(maps.Keys(texts)))
	}
	return texts
}

var (
	codeBlock = regexp.MustCompile("(?m)(?:^\\[`([^`\n]+)`\\]\\([^)]+\\):\n\n)?^```([^\n]*)\n((?s:.*?))^```$")
	// otherBlocks are the languages of blocks that other tests run, or that nothing runs.
	otherBlocks = []string{"", "graphql", "sh", "text"}
	// withFiles matches the documents in which every other block must have a file.
	withFiles = regexp.MustCompile(`^(docs/guides/(clients/|webhooks\.md$)|examples/clients/)`)
)

// TestGuideCode checks that the code in the documents is the code that tests run. A block follows a line with a link to
// its file, and is a part of that file or all of it.
func TestGuideCode(t *testing.T) {
	tree(t, ".md", func(name, guide string) {
		for _, block := range codeBlock.FindAllStringSubmatch(guide, -1) {
			file, language, code := block[1], block[2], block[3]
			if slices.Contains(otherBlocks, language) || file == "" && !withFiles.MatchString(name) {
				continue
			}
			if file == "" {
				t.Errorf("%s: this block does not follow a link to its file:\n%s", name, code)
				continue
			}
			text, err := os.ReadFile(repo.Path(file))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if !strings.Contains(string(text), code) {
				t.Errorf("%s: this block is not in %s:\n%s", name, file, code)
			}
		}
	})
}

// TestGuides runs the operations of each guide in order on an empty shop.
func TestGuides(t *testing.T) {
	for file, text := range guides(t) {
		blocks := regexp.MustCompile("(?s)```graphql\n(.*?)```").FindAllStringSubmatch(text, -1)
		if len(blocks) == 0 {
			continue
		}
		t.Run(file, func(t *testing.T) {
			apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
				callers := map[string]apptest.Headers{"as a visitor": nil, "as an API key": p.APIKey(apptest.AllScopes...), "as an owner": p.SignInOwner()}
				var first string
				for _, block := range blocks {
					who, _, _ := strings.Cut(strings.TrimPrefix(block[1], "# "), "\n")
					who, _, _ = strings.Cut(who, ",")
					as, ok := callers[who]
					if !ok {
						t.Fatalf("unknown caller %q", who)
					}
					a := p.Send(as, block[1], apptest.Vars{"id": first}).OK()
					if token := a.At("createCustomer.customerToken.accessToken"); token != nil {
						callers["as the customer"] = apptest.Headers{"X-Customer-Token": token.(string)}
					}
					for _, path := range []string{"customFields.0.id", "checkout.order.id", "createWebhook.webhook.id", "createImport.job.id"} {
						if id := a.At(path); id != nil {
							first = id.(string)
						}
					}
				}
			})
		})
	}
}
