package program

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/db"
	"clientele/db/dbtest"
	"clientele/internal/app"
	"clientele/test/apptest"
	"clientele/test/statements"
)

// TestMove moves a shop with records of every kind from SQLite to PostgreSQL, and compares the responses of both.
func TestMove(t *testing.T) {
	dbtest.EachOptions(t, func(t *testing.T, o db.Options) {
		if o.URL == "" {
			t.Skip("this is about both at once")
		}
		folder := filepath.Join(t.TempDir(), "data")
		p := apptest.Start(t, "CLIENTELE_DATA="+folder)
		p.Command("demo", "--customers", "60")
		key := p.APIKey(apptest.AllScopes...)
		p.CreateField(key, apptest.Vars{"key": "colour", "type": "STRING", "owner": "CUSTOMER"})
		p.Send(key, `mutation { updateShop(input: { name: "Moved & Söhne" }) { userErrors { code } } }`, nil).OK()
		p.CommandWith("owner's password", "staff", "create", "--email", "owner@shop.example")
		order := orderOf(p, key)
		_, ann := p.SignUp("ann@example.com")
		p.Send(ann, `mutation { updateCustomer(input: { customFields: { colour: "grün" }, acceptsMarketing: true }) { userErrors { code } } }`, nil).OK()
		p.Send(nil, `mutation { requestPasswordReset(email: "ann@example.com") { userErrors { code } } }`, nil).OK()
		p.WaitForEmails(key, "ann@example.com")
		questions := append(personalData(p, key), []string{
			`{ jobs(first: 5) { totalCount nodes { id kind status done created failed columns { name field samples } faults { nodes { row column code message } } } } }`,
			`{ customers(first: 100) { totalCount nodes { id email name phone note tags acceptsMarketing emailVerified disabledAt createdAt updatedAt version customFields { json }
				addresses(first: 10) { nodes { id formatted isDefaultShipping isDefaultBilling createdAt customFields { json } } } } } }`,
			`{ orders(first: 100) { totalCount nodes { id number status paymentStatus fulfillmentStatus total { formatted } placedAt updatedAt contact { name email } shippingAddress { formatted customFields { floor json } }
				items { id sku quantity } history { id type at from to reason actor { kind actorId name } customerId } customFields { json } } } }`,
			`{ customers(first: 50, search: "ann exam", orderBy: { field: NAME }) { totalCount nodes { id } } }`,
			`{ customers(first: 50, filter: { customFields: { colour: { eq: "grün" } } }) { nodes { id } } shop { name currency } }`,
			`{ customers(first: 100) { nodes { history(first: 5) { totalCount nodes { id type at text actor { kind actorId name } changes { field from to } } pageInfo { endCursor } } } } }`,
			`{ auditLog(first: 50) { nodes { id type at subjectId version requestId } pageInfo { endCursor } } events(first: 50) { nodes { id } pageInfo { endCursor hasNextPage } } }`,
			`{ apiKeys { id name scopes createdAt } staffMembers { id email role } customFields { id key label position } emails(first: 20) { nodes { id kind status } } }`,
		}...)
		imported := importFile(t, p, key)
		var before []string
		for _, q := range questions {
			before = append(before, p.Send(key, q, nil).OK().Body)
		}
		newest := newestCursor(p, key)
		if err := p.Stop(); err != nil {
			t.Fatal(err)
		}

		secret, err := os.ReadFile(filepath.Join(folder, "token.key"))
		if err != nil {
			t.Fatal(err)
		}
		env := []string{"DATABASE_URL=" + o.URL, "CLIENTELE_DATA=" + t.TempDir(), "CLIENTELE_TOKEN_KEY=" + strings.TrimSpace(string(secret))}
		refused := func(name, want, folder string, env ...string) {
			t.Helper()
			if err := app.Run(t.Context(), []string{"move", folder}, env, nil, io.Discard); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		refused("to SQLite", "DATABASE_URL", folder, "CLIENTELE_DATA="+t.TempDir())
		refused("with another key", "CLIENTELE_TOKEN_KEY", folder, env[0], env[1], apptest.TokenKey)
		refused("from nowhere", "no database", t.TempDir(), env...)
		move(t, o.URL, folder, env)
		refused("twice", "not empty", folder, env...)

		q := apptest.Start(t, env...)
		for i, question := range questions {
			if after := q.Send(key, question, nil).OK().Body; after != before[i] {
				t.Errorf("%s was\n%s\nand is\n%s", question, before[i], after)
			}
		}
		checkAnn(t, q, ann)
		q.Send(key, `query($id: ID!) { order(id: $id) { number } }`, apptest.Vars{"id": order}).OK().Text("order.number")
		q.Send(nil, `mutation { login(email: "ann@example.com", password: "correct horse") { customerToken { accessToken } userErrors { code } } }`, nil).OK()
		q.SignUp("new@example.com")
		const polled = `query($after: String) { events(first: 100, after: $after) { nodes { id } } }`
		apptest.WaitUntil(t, "new events after the cursor from SQLite", func() bool {
			return len(q.Send(key, polled, apptest.Vars{"after": newest}).OK().At("events.nodes").([]any)) > 0
		})
		orderOf(q, key)
		importAgain(t, q, key, imported)
	})
}

// move moves the shop, and compares what the statements of the program use of PostgreSQL with the list.
func move(t *testing.T, url, folder string, env []string) {
	t.Helper()
	dbtest.ForgetStatements(t, url)
	var told bytes.Buffer
	if err := app.Run(t.Context(), []string{"move", folder}, env, nil, &told); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(told.String(), " 62 customers\n") {
		t.Error(told.String())
	}
	if texts, ok := dbtest.Statements(t, url); ok {
		statements.Check(t, statements.Move, texts)
	}
}

// personalData merges a customer into another one, subscribes a guest, and erases a third customer. It returns
// questions about them.
func personalData(p *apptest.Program, key apptest.Headers) []string {
	p.T.Helper()
	kept, merged := p.CreateCustomer(key, apptest.Vars{"email": "kept@example.com"}), p.CreateCustomer(key, apptest.Vars{"email": "merged@example.com", "acceptsMarketing": true})
	p.Send(key, `mutation($k: ID!, $m: ID!) { mergeCustomers(input: { keep: $k, merge: $m }) { userErrors { code message } } }`, apptest.Vars{"k": kept, "m": merged}).OK()
	p.Send(nil, `mutation { subscribe(email: "guest@example.com", wording: "Send me news.") { accepted userErrors { code } } }`, nil).OK()
	// Without the key for hashes of people, a customer who was erased is NOT_FOUND.
	again := `mutation { erasePersonalData(input: { customerId: "` + p.CreateCustomer(key, apptest.Vars{"email": "gone@example.com"}) + `" }) { report { customers } userErrors { code message } } }`
	p.Send(key, again, nil).OK()
	return []string{
		again,
		`{ marketingConsents(first: 100) { totalCount nodes { id channel state at source wording email customerId current actor { kind actorId name } unsubscribeToken } } shop { erasureGraceDays doubleOptIn } }`,
		`{ customers(first: 50, search: "kept") { nodes { mergedIds marketing { state } } } customer(id: "` + merged + `") { id } orders(filter: { anonymized: { eq: true } }) { totalCount } }`,
	}
}

// checkAnn checks that a customer is still logged in, with the custom field.
func checkAnn(t *testing.T, p *apptest.Program, ann apptest.Headers) {
	t.Helper()
	if a := p.Send(ann, `{ me { email customFields { colour } sessions { current } } }`, nil).OK(); a.At("me.customFields.colour") != "grün" {
		t.Error(a.Body)
	}
}

// importFile imports a file with one valid record and one that is not, and returns the job.
func importFile(t *testing.T, p *apptest.Program, key apptest.Headers) string {
	t.Helper()
	a := p.Send(key, `mutation { createImport(input: { kind: CUSTOMERS, format: CSV, match: EMAIL, dryRun: true }) { job { id } uploadUrl userErrors { code message } } }`, nil).OK()
	r, err := http.NewRequest(http.MethodPut, a.Text("createImport.uploadUrl"), strings.NewReader("email,name\nmoved@example.com,Moved\nnobody,Wrong\n"))
	if err != nil {
		t.Fatal(err)
	}
	sent, err := http.DefaultClient.Do(r)
	if err != nil || sent.StatusCode != http.StatusNoContent {
		t.Fatalf("%v, %v", sent, err)
	}
	_ = sent.Body.Close()
	awaitJob(t, p, key, a.Text("createImport.job.id"))
	return a.Text("createImport.job.id")
}

// importAgain imports the file of an earlier job.
func importAgain(t *testing.T, p *apptest.Program, key apptest.Headers, id string) {
	t.Helper()
	a := p.Send(key, `mutation($id: ID!) { createImport(input: { kind: CUSTOMERS, format: CSV, match: EMAIL, dryRun: true, fileOfJobId: $id }) { job { id } userErrors { code message } } }`,
		apptest.Vars{"id": id}).OK()
	awaitJob(t, p, key, a.Text("createImport.job.id"))
}

// awaitJob waits until an import has read the file of importFile.
func awaitJob(t *testing.T, p *apptest.Program, key apptest.Headers, id string) {
	t.Helper()
	var a *apptest.Response
	apptest.WaitUntil(t, "the end of the import", func() bool {
		a = p.Send(key, `query($id: ID!) { job(id: $id) { status done created failed finishedAt } }`, apptest.Vars{"id": id}).OK()
		return a.At("job.finishedAt") != nil
	})
	if !strings.Contains(a.Body, `"status":"SUCCEEDED","done":2,"created":1,"failed":1`) {
		t.Errorf("the import: %s", a.Body)
	}
}

// newestCursor returns the cursor of a program that has read all events.
func newestCursor(p *apptest.Program, key apptest.Headers) (cursor any) {
	const query = `query($after: String) { events(first: 100, after: $after) { pageInfo { hasNextPage endCursor } } }`
	for {
		all := p.Send(key, query, apptest.Vars{"after": cursor}).OK()
		cursor = all.Text("events.pageInfo.endCursor")
		if !all.At("events.pageInfo.hasNextPage").(bool) {
			return cursor
		}
	}
}
