package jobs

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/test/apptest"
)

const createExport = `mutation($input: CreateExportInput!) { createExport(input: $input) { job { id } userErrors { code field message } } }`

// customersWith creates customers with a custom field, which is "GOLD" for every tenth.
func customersWith(p *apptest.Program, key apptest.Headers, n int) {
	p.T.Helper()
	p.CreateField(key, apptest.Vars{"owner": "CUSTOMER", "key": "tier", "type": "ENUM", "label": "Tier", "options": []apptest.Vars{{"value": "GOLD"}, {"value": "NONE"}}})
	for first := 0; first < n; first += 100 {
		var list []apptest.Vars
		for i := first; i < min(first+100, n); i++ {
			tier := "NONE"
			if i%10 == 0 {
				tier = "GOLD"
			}
			list = append(list, apptest.Vars{"email": fmt.Sprintf("c%d@example.com", i), "customFields": apptest.Vars{"tier": tier}})
		}
		p.Send(key, `mutation($list: [UpsertCustomerInput!]!) { upsertCustomers(match: EMAIL, input: $list) { results { outcome } userErrors { code message } } }`,
			apptest.Vars{"list": list}).OK()
	}
}

// await waits for the end of a job, and returns the response to a query about it.
func await(p *apptest.Program, key apptest.Headers, id, fields string) *apptest.Response {
	p.T.Helper()
	apptest.WaitUntil(p.T, "the end of the job", func() bool {
		s := status(p, key, id)
		return s == "SUCCEEDED" || s == "FAILED"
	})
	return p.Send(key, `query($id: ID!) { job(id: $id) { status error `+fields+` } }`, apptest.Vars{"id": id}).OK()
}

// TestExportOfAFilter checks that an export has the customers that a filter finds when it runs, also by a custom field,
// whether the filter is given by a variable or in the text of the operation, and the response to its download.
func TestExportOfAFilter(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		customersWith(p, key, 50)
		const literal = `mutation { createExport(input: { kind: CUSTOMERS, customerFilter: {
			and: [{ customFields: { tier: { eq: GOLD } } }, { email: { like: "c*" } }], createdAt: { gt: "2020-01-01T00:00:00Z" }, orders: { count: { lt: 1 } }
		} }) { job { id } userErrors { code field message } } }`
		filter := apptest.Vars{"customFields": apptest.Vars{"tier": apptest.Vars{"in": []string{"GOLD"}}}}
		for name, a := range map[string]*apptest.Response{
			"a literal":  p.Send(key, literal, nil).OK(),
			"a variable": p.Send(key, createExport, apptest.Vars{"input": apptest.Vars{"kind": "CUSTOMERS", "customerFilter": filter}}).OK(),
			"a search":   p.Send(key, createExport, apptest.Vars{"input": apptest.Vars{"kind": "CUSTOMERS", "customerFilter": filter, "search": "example.com"}}).OK(),
		} {
			job := await(p, key, a.Text("createExport.job.id"), "fileUrl done total")
			file := send(t, "GET", job.Text("job.fileUrl"), nil)
			if n := strings.Count(file.body, "@example.com"); n != 5 || file.status != 200 || job.At("job.total") != 5.0 {
				t.Errorf("%s: %s, %d %s", name, job.Body, file.status, file.body)
			}
			if d := file.header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; filename=customers-2") ||
				file.header.Get("Content-Type") != "text/csv; charset=utf-8" || file.header.Get("Content-Encoding") != "" {
				t.Errorf("headers %v", file.header)
			}
			if name == "a literal" {
				checkCutFile(t, p, job.Text("job.fileUrl"))
			}
			if a := send(t, "GET", strings.Replace(job.Text("job.fileUrl"), "/result", "/faults", 1), nil); a.status != 403 {
				t.Errorf("the URL of the result downloads the faults: %d", a.status)
			}
		}
	})
}

// checkCutFile checks that a client notices if the rest of a file cannot be sent.
func checkCutFile(t *testing.T, p *apptest.Program, url string) {
	t.Helper()
	d := apptest.OpenDatabase(t, p.Env)
	id, _, _ := strings.Cut(url[strings.Index(url, "/files/")+len("/files/"):], "/")
	err := d.InTx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE job_files SET data = substr(data, 1, 60) WHERE job_id = ?", id).Error
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := http.Get(url)
	if err != nil {
		return // before the first byte
	}
	defer func() { _ = a.Body.Close() }()
	if text, err := io.ReadAll(a.Body); err == nil && a.StatusCode == 200 {
		t.Errorf("a file that was cut looks complete: %s", text)
	}
}

// TestFiltersOfJobs checks that the filters inside of inputs have the limits of other filters, and that a filter needs
// its scopes.
func TestFiltersOfJobs(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key, customers := p.APIKey(apptest.AllScopes...), p.APIKey("CUSTOMERS_READ", "CUSTOMERS_WRITE")
		const tag = `mutation($f: CustomerFilter!) { addCustomerTags(customers: { filter: $f, expectedCount: 0 }, tags: ["a"]) { job { id } userErrors { code } } }`
		const export = `mutation($f: CustomerFilter!) { createExport(input: { kind: CUSTOMERS, customerFilter: $f }) { job { id } userErrors { code } } }`
		orders := apptest.Vars{"orders": apptest.Vars{"count": apptest.Vars{"gt": 1}}}
		for name, c := range map[string]struct {
			as     apptest.Headers
			filter apptest.Vars
			want   string
		}{
			"everyone":          {key, apptest.Vars{}, ""},
			"an empty object":   {key, apptest.Vars{"email": apptest.Vars{}}, "BAD_USER_INPUT"},
			"null":              {key, apptest.Vars{"email": nil}, "BAD_USER_INPUT"},
			"an empty list":     {key, apptest.Vars{"or": []apptest.Vars{}}, "BAD_USER_INPUT"},
			"a long text":       {key, apptest.Vars{"email": apptest.Vars{"eq": strings.Repeat("a", 2000)}}, "BAD_USER_INPUT"},
			"an unknown field":  {key, apptest.Vars{"nope": 1}, "BAD_USER_INPUT"},
			"a missing scope":   {customers, orders, "FORBIDDEN"},
			"orders, with both": {key, orders, ""},
		} {
			for _, query := range []string{tag, export} {
				if a := p.Send(c.as, query, apptest.Vars{"f": c.filter}); a.ErrorCode() != c.want {
					t.Errorf("%s: %s", name, a.Body)
				}
			}
		}
	})
}

// TestLargeUpdate checks a change that runs in the background, with values whose form the schema decides about.
func TestLargeUpdate(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey(apptest.AllScopes...)
		customersWith(p, key, 150)
		a := p.Send(key, `mutation { updateCustomers(customers: { search: "example.com", expectedCount: 150 }, input: {
			acceptsMarketing: true, customFields: { tier: GOLD } }) { job { id status total } userErrors { code field message } } }`, nil).OK()
		if a.Text("updateCustomers.job.status") != "QUEUED" {
			t.Error(a.Body)
		}
		job := await(p, key, a.Text("updateCustomers.job.id"), "done updated unchanged failed")
		if !strings.Contains(job.Body, `"status":"SUCCEEDED","error":null,"done":150,"updated":150,"unchanged":0,"failed":0`) {
			t.Error(job.Body)
		}
		gold := p.Send(key, `{ customers(first: 1, filter: { customFields: { tier: { eq: GOLD } }, acceptsMarketing: { eq: true } }) { totalCount } }`, nil).OK()
		if gold.At("customers.totalCount") != 150.0 {
			t.Error(gold.Body)
		}
	})
}
