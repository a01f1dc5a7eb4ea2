package servers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"clientele/test/apptest"
)

// testJobs runs imports, whose files are sent to other servers than those that created them, and an export. Each row is
// imported once.
func testJobs(t *testing.T, f *fleet) {
	imports, rows := 3**rounds, 100
	var ids []string
	for n := range imports {
		a := f.server(n).Send(f.key, `mutation { createImport(input: { kind: CUSTOMERS, format: CSV }) { job { id } uploadUrl userErrors { code message } } }`, nil).OK()
		upload := strings.Replace(a.Text("createImport.uploadUrl"), f.server(n).URL, f.server(n+1).URL, 1)
		file := "external_id,email\n"
		for i := range rows {
			file += fmt.Sprintf("import-%d-%d,import%d-%d@example.com\n", n, i, n, i)
		}
		r, err := http.NewRequest(http.MethodPut, upload, strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if _ = response.Body.Close(); response.StatusCode != http.StatusNoContent {
			t.Fatal(response.Status)
		}
		ids = append(ids, a.Text("createImport.job.id"))
	}
	for n, id := range ids {
		var a *apptest.Response
		apptest.WaitUntil(t, "an import", func() bool {
			a = f.server(n+2).Send(f.key, `query($id: ID!) { job(id: $id) { status done created failed } }`, apptest.Vars{"id": id}).OK()
			return a.Text("job.status") == "SUCCEEDED"
		})
		if a.At("job.created") != float64(rows) || a.At("job.done") != float64(rows) || a.At("job.failed") != 0.0 {
			t.Error(a.Body)
		}
	}
	created := f.number(t, `SELECT count(*) FROM customers c JOIN events e ON e.subject_id = c.id AND e.type = 'CUSTOMER_CREATED' WHERE c.external_id LIKE 'import-%'`)
	finished := f.number(t, `SELECT count(*) FROM events WHERE type = 'JOB_FINISHED'`)
	if created != imports*rows || finished != imports {
		t.Errorf("%d customers were created, %d jobs finished", created, finished)
	}
	figures.add(t, "imports", "%d, each run once: %d rows created %d customers", imports, imports*rows, created)
}
