package jobs

import (
	"fmt"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// TestSamplesHaveNoSecrets checks that passwords and hashes in columns that are not imported are not shown as samples,
// which are stored as plain text.
func TestSamplesHaveNoSecrets(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("CUSTOMERS_WRITE")
		id, at := newImport(p, key)
		file := "email,Encrypted Password,login,colour\n" +
			"a@example.com,s3cret,$2y$10$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUVWXYZ01234,red\n"
		if a := send(t, "PUT", at, strings.NewReader(file)); a.status != 204 {
			t.Fatalf("%d %s", a.status, a.body)
		}
		text := fmt.Sprint(await(p, key, id, "columns { name samples }").At("job.columns"))
		if strings.Contains(text, "s3cret") || strings.Contains(text, "$2y$") || !strings.Contains(text, "red") {
			t.Error(text)
		}
	})
}
