// Package moving tests how shops move in and out: imports and exports by the whole program.
package moving

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// command runs a command of the program, and returns what it prints and its error.
func command(p *apptest.Program, args ...string) (string, error) {
	p.T.Helper()
	var out bytes.Buffer
	err := app.RunWithCost(p.T.Context(), apptest.Cheap, args, p.Env, nil, &out)
	return out.String(), err
}

// file writes a file for a test and returns its path.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// read returns the content of a file.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shopifyHeader is the header of the customers that Shopify exports.
const shopifyHeader = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company," +
	"Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code," +
	"Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent," +
	"Total Orders,Note,Tax Exempt,Tags\r\n"

// shopifyCustomers returns a file with n customers as Shopify exports them.
func shopifyCustomers(n int) string {
	var b strings.Builder
	b.WriteString(shopifyHeader)
	for i := range n {
		fmt.Fprintf(&b, "'%d,Aoife %d,O'Neill,person%d@shop.example,%s,,%d Main Street,,Galway,,IE,H91 E2R8,,+3538712%05d,no,"+
			"%d.50,%d,\"A note, with a comma\",no,\"tag%d, regular\"\r\n",
			1_000_000+i, i, i, []string{"yes", "no"}[i%2], i%200+1, i%100_000, i%90, i%4, i%7)
	}
	return b.String()
}
