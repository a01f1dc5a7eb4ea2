// Package jobs tests jobs from the outside: uploads and downloads over HTTP, and servers that are killed.
package jobs

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"clientele/db/dbtest"
	"clientele/test/apptest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const createImport = `mutation { createImport(input: { kind: CUSTOMERS, format: CSV, dryRun: true }) {
	job { id status } uploadUrl userErrors { code field message } } }`

// newImport creates an import, and returns its id and the URL to send its file to.
func newImport(p *apptest.Program, key apptest.Headers) (id, url string) {
	p.T.Helper()
	a := p.Send(key, createImport, nil).OK()
	return a.Text("createImport.job.id"), a.Text("createImport.uploadUrl")
}

// response is the response to an upload or download.
type response struct {
	status int
	header http.Header
	body   string
}

// send sends a request for a file.
func send(t *testing.T, method, url string, body io.Reader, header ...string) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response{a.StatusCode, a.Header, string(text)}
}

// status reads the status of a job.
func status(p *apptest.Program, key apptest.Headers, id string) string {
	p.T.Helper()
	return p.Send(key, `query($id: ID!) { job(id: $id) { status } }`, apptest.Vars{"id": id}).OK().Text("job.status")
}

func repeated(n int) io.Reader { return strings.NewReader(strings.Repeat("x", n)) }
