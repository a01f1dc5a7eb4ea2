package e2e

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"clientele/test/apptest"
)

const (
	viewFields   = `{ id list name shared own ownerName filter search sort columns broken version }`
	createView   = `mutation($in: CreateSavedViewInput!) { createSavedView(input: $in) { savedView ` + viewFields + ` userErrors { code field message } } }`
	updateView   = `mutation($id: ID!, $in: UpdateSavedViewInput!) { updateSavedView(id: $id, input: $in) { savedView ` + viewFields + ` userErrors { code field message } } }`
	deleteView   = `mutation($id: ID!) { deleteSavedView(id: $id) { deletedId userErrors { code field message } } }`
	listViews    = `query($list: ListKind!) { savedViews(list: $list) ` + viewFields + ` }`
	setColumns   = `mutation($list: ListKind!, $c: [String!]) { setListColumns(list: $list, columns: $c) { columns userErrors { code field message } } }`
	viewByNode   = `query($id: ID!) { node(id: $id) { ... on SavedView { name } } }`
	removeMember = `mutation($id: ID!) { removeStaffMember(id: $id) { deletedId userErrors { code message } } }`
)

// TestSavedViewInputs checks what can be saved as a view, and the errors of what cannot.
func TestSavedViewInputs(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		p.CreateField(owner, apptest.Vars{"key": "size", "type": "INTEGER"})
		long := strings.Repeat("x", 101)
		for _, c := range []struct {
			name string
			in   apptest.Vars
			want string
		}{
			{"only a name", apptest.Vars{"list": "CUSTOMERS", "name": " All "}, `"name":"All","shared":false,"own":true,"ownerName":"Olga","filter":null,"search":null,"sort":null,"columns":null,"broken":null,"version":1}`},
			{
				"everything",
				apptest.Vars{
					"list": "CUSTOMERS", "name": "VIPs", "shared": true, "filter": `{ "tags": {"has": "VIP"}, "customFields": {"size": {"gt": 3}} }`,
					"search": " tea ", "sort": `{"customField": "size", "direction": "DESC"}`, "columns": []string{"name", "spent"},
				},
				`"name":"VIPs","shared":true,"own":true,"ownerName":"Olga","filter":"{\"tags\":{\"has\":\"VIP\"},\"customFields\":{\"size\":{\"gt\":3}}}","search":"tea","sort":"{\"customField\":\"size\",\"direction\":\"DESC\"}","columns":["name","spent"],"broken":null`,
			},
			{"orders", apptest.Vars{"list": "ORDERS", "name": "To ship", "filter": `{"fulfillmentStatus":{"in":["UNFULFILLED"]}}`, "sort": `{"field":"TOTAL","direction":"ASC"}`, "columns": []string{}}, `"columns":[],"broken":null`},
			{"empty texts", apptest.Vars{"list": "ORDERS", "name": "Empty", "filter": " ", "search": "", "sort": ""}, `"filter":null,"search":null,"sort":null`},
			{"no name", apptest.Vars{"list": "ORDERS", "name": " "}, `"code":"REQUIRED","field":["input","name"]`},
			{"a long name", apptest.Vars{"list": "ORDERS", "name": long}, `"code":"TOO_LONG","field":["input","name"]`},
			{"a long search", apptest.Vars{"list": "ORDERS", "name": "A", "search": strings.Repeat("x", 256)}, `"code":"TOO_LONG","field":["input","search"]`},
			{"no JSON", apptest.Vars{"list": "ORDERS", "name": "A", "filter": `{"a"`}, `{"code":"INVALID","field":["input","filter"],"message":"Must be a JSON object"}`},
			{"a JSON list", apptest.Vars{"list": "ORDERS", "name": "A", "sort": `[]`}, `{"code":"INVALID","field":["input","sort"],"message":"Must be a JSON object"}`},
			{"a large filter", apptest.Vars{"list": "ORDERS", "name": "A", "filter": `{"a":"` + strings.Repeat("x", 17_000) + `"}`}, `"code":"TOO_LONG","field":["input","filter"]`},
			{"a filter of the other list", apptest.Vars{"list": "ORDERS", "name": "A", "filter": `{"tags":{"has":"VIP"}}`}, `{"code":"INVALID","field":["input","filter"],"message":"The filter is not valid: tags: OrderFilter has no such field"}`},
			{"a value of another type", apptest.Vars{"list": "CUSTOMERS", "name": "A", "filter": `{"disabled":{"eq":"yes"}}`}, `"code":"INVALID","field":["input","filter"]`},
			{"no such custom field", apptest.Vars{"list": "CUSTOMERS", "name": "A", "filter": `{"customFields":{"colour":{"eq":"red"}}}`, "sort": `{"customField":"colour"}`}, `"code":"INVALID","field":["input","filter"]`},
			{"too many values", apptest.Vars{"list": "CUSTOMERS", "name": "A", "filter": `{"marketing":{"channel":"EMAIL","state":[]}}`}, `"code":"INVALID","field":["input","filter"]`},
			{"two sort fields", apptest.Vars{"list": "CUSTOMERS", "name": "A", "sort": `{"field":"NAME","customField":"size"}`}, `"code":"INVALID","field":["input","sort"]`},
			{"no sort field", apptest.Vars{"list": "CUSTOMERS", "name": "A", "sort": `{"field":"SIZE"}`}, `"code":"INVALID","field":["input","sort"],"message":"The sort order is not valid: field`},
			{"a column twice", apptest.Vars{"list": "CUSTOMERS", "name": "A", "columns": []string{"name", "name"}}, `"code":"INVALID","field":["input","columns","1"]`},
			{"a long column", apptest.Vars{"list": "CUSTOMERS", "name": "A", "columns": []string{long}}, `"code":"TOO_LONG","field":["input","columns","0"]`},
			{"many columns", apptest.Vars{"list": "CUSTOMERS", "name": "A", "columns": make([]string, 51)}, `"code":"INVALID","field":["input","columns"],"message":"There can be at most 50 columns"`},
		} {
			a := p.Send(owner, createView, apptest.Vars{"in": c.in})
			if len(a.Errors) > 0 || !strings.Contains(a.Body, c.want) {
				t.Errorf("%s: %s, want %s", c.name, a.Body, c.want)
			}
		}
		if a := p.Send(owner, listViews, apptest.Vars{"list": "ORDERS"}).OK(); a.At("savedViews.0.name") != "To ship" || a.At("savedViews.1.name") != "Empty" || a.At("savedViews.2") != nil {
			t.Errorf("views of orders: %s", a.Body)
		}
		id := p.Send(owner, listViews, apptest.Vars{"list": "CUSTOMERS"}).OK().Text("savedViews.1.id")
		for _, c := range []struct {
			name string
			in   apptest.Vars
			want string
		}{
			{"nothing", apptest.Vars{}, `"name":"VIPs","shared":true,"own":true`},
			{"a stale version", apptest.Vars{"name": "B", "expectedVersion": 9}, `"version":1},"userErrors":[{"code":"CONFLICT","field":["input","expectedVersion"]`},
			{"null for a name", apptest.Vars{"name": nil, "shared": nil}, `"savedView":null,"userErrors":[{"code":"REQUIRED","field":["input","name"],"message":"Required"},{"code":"REQUIRED","field":["input","shared"]`},
			{"an invalid filter", apptest.Vars{"filter": `{"x":1}`}, `"code":"INVALID","field":["input","filter"]`},
			{"cleared", apptest.Vars{"filter": nil, "search": nil, "sort": nil, "columns": nil, "name": "B", "expectedVersion": 1}, `"name":"B","shared":true,"own":true,"ownerName":"Olga","filter":null,"search":null,"sort":null,"columns":null,"broken":null,"version":2}`},
			{"the same again", apptest.Vars{"name": "B", "shared": true}, `"version":2}`},
			{"not shared", apptest.Vars{"shared": false}, `"shared":false,"own":true,"ownerName":"Olga","filter":null,"search":null,"sort":null,"columns":null,"broken":null,"version":3}`},
		} {
			a := p.Send(owner, updateView, apptest.Vars{"id": id, "in": c.in})
			if len(a.Errors) > 0 || !strings.Contains(a.Body, c.want) {
				t.Errorf("%s: %s, want %s", c.name, a.Body, c.want)
			}
		}
		if a := p.Send(owner, deleteView, apptest.Vars{"id": id}).OK(); a.At("deleteSavedView.deletedId") != id {
			t.Errorf("deleted: %s", a.Body)
		}
		if a := p.Send(owner, deleteView, apptest.Vars{"id": id}); a.ErrorCode() != "NOT_FOUND" {
			t.Errorf("deleted twice: %s", a.Body)
		}
	})
}

// TestBrokenViews checks that a view whose custom field is archived, or whose reader lacks a scope, is marked as broken
// while the list of views still works, and that such a view can be renamed.
func TestBrokenViews(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		field := p.CreateField(owner, apptest.Vars{"key": "size", "type": "INTEGER"})
		create := func(in apptest.Vars) string {
			t.Helper()
			return p.Send(owner, createView, apptest.Vars{"in": in}).OK().Text("createSavedView.savedView.id")
		}
		filtered := create(apptest.Vars{"list": "CUSTOMERS", "name": "Filtered", "filter": `{"customFields":{"size":{"gt":3}}}`})
		create(apptest.Vars{"list": "CUSTOMERS", "name": "Sorted", "sort": `{"customField":"size"}`})
		create(apptest.Vars{"list": "CUSTOMERS", "name": "Fine"})
		p.Send(owner, `mutation($id: ID!) { archiveCustomField(id: $id) { userErrors { code } } }`, apptest.Vars{"id": field}).OK()
		a := p.Send(owner, listViews, apptest.Vars{"list": "CUSTOMERS"}).OK()
		for i, want := range []string{`The custom field "size" does not exist, or is archived`, `The custom field "size" does not exist, or is archived`, ""} {
			at := fmt.Sprintf("savedViews.%d.broken", i)
			if got, _ := a.At(at).(string); got != want {
				t.Errorf("%s is %v", at, a.At(at))
			}
		}
		if a := p.Send(owner, updateView, apptest.Vars{"id": filtered, "in": apptest.Vars{"name": "Renamed"}}).OK(); a.At("updateSavedView.savedView.name") != "Renamed" || a.At("updateSavedView.savedView.broken") == nil {
			t.Errorf("renamed: %s", a.Body)
		}
		p.Send(owner, `mutation($id: ID!) { restoreCustomField(id: $id) { userErrors { code } } }`, apptest.Vars{"id": field}).OK()
		if a := p.Send(owner, listViews, apptest.Vars{"list": "CUSTOMERS"}).OK(); a.At("savedViews.0.broken") != nil || a.At("savedViews.1.broken") != nil {
			t.Errorf("restored: %s", a.Body)
		}
	})
}

// TestViewsOfMembers checks who sees and changes whose views, and what becomes of the views of a member who is removed.
func TestViewsOfMembers(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		samID, sam := p.CreateMember(owner, "sam@shop.example", "SUPPORT")
		_, kim := p.CreateMember(owner, "kim@shop.example", "SUPPORT")
		create := func(name string, shared bool) string {
			t.Helper()
			in := apptest.Vars{"list": "CUSTOMERS", "name": name, "shared": shared}
			return p.Send(sam, createView, apptest.Vars{"in": in}).OK().Text("createSavedView.savedView.id")
		}
		own, shared := create("Sam's", false), create("Everyone's", true)
		names := func(as apptest.Headers) string {
			t.Helper()
			var all []string
			list, _ := p.Send(as, listViews, apptest.Vars{"list": "CUSTOMERS"}).OK().At("savedViews").([]any)
			for _, v := range list {
				v, _ := v.(map[string]any)
				all = append(all, fmt.Sprint(v["name"], " ", v["own"], " ", v["ownerName"]))
			}
			return strings.Join(all, ", ")
		}
		if got := names(sam); got != "Sam's true Member, Everyone's true Member" {
			t.Errorf("Sam sees %s", got)
		}
		if got := names(kim); got != "Everyone's false Member" {
			t.Errorf("Kim sees %s", got)
		}
		rename := apptest.Vars{"name": "Mine"}
		for _, c := range []struct {
			name, query string
			as          apptest.Headers
			v           apptest.Vars
			code, body  string
		}{
			{"another's view", updateView, owner, apptest.Vars{"id": own, "in": rename}, "NOT_FOUND", ""},
			{"delete another's view", deleteView, owner, apptest.Vars{"id": own}, "NOT_FOUND", ""},
			{"another's view by ID", viewByNode, owner, apptest.Vars{"id": own}, "", `{"node":null}`},
			{"a shared view by ID", viewByNode, kim, apptest.Vars{"id": shared}, "", `{"node":{"name":"Everyone's"}}`},
			{"another's shared view without the scope", updateView, kim, apptest.Vars{"id": shared, "in": rename}, "FORBIDDEN", "SETTINGS_WRITE"},
			{"delete it without the scope", deleteView, kim, apptest.Vars{"id": shared}, "FORBIDDEN", "SETTINGS_WRITE"},
			{"another's shared view", updateView, owner, apptest.Vars{"id": shared, "in": apptest.Vars{"name": "Ours"}}, "", `"name":"Ours","shared":true,"own":false,"ownerName":"Member"`},
		} {
			if a := p.Send(c.as, c.query, c.v); a.ErrorCode() != c.code || !strings.Contains(a.Body, c.body) {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		key := p.APIKey(apptest.AllScopes...)
		for _, c := range []struct{ query, code string }{
			{`{ savedViews(list: CUSTOMERS) { id } }`, "FORBIDDEN"},
			{`{ listColumns(list: CUSTOMERS) }`, "FORBIDDEN"},
			{`mutation { setListColumns(list: CUSTOMERS, columns: ["a"]) { columns } }`, "FORBIDDEN"},
			{`mutation { createSavedView(input: { list: CUSTOMERS, name: "A" }) { userErrors { code } } }`, "FORBIDDEN"},
		} {
			if a := p.Send(key, c.query, nil); a.ErrorCode() != c.code {
				t.Errorf("a key: %s: %s", c.query, a.Body)
			}
		}
		if a := p.Send(key, viewByNode, apptest.Vars{"id": shared}).OK(); a.At("node") != nil {
			t.Errorf("a key by ID: %s", a.Body)
		}
		p.Send(sam, setColumns, apptest.Vars{"list": "CUSTOMERS", "c": []string{"name"}}).OK()
		p.Send(owner, removeMember, apptest.Vars{"id": samID}).OK()
		if got := names(kim); got != "Ours false <nil>" {
			t.Errorf("after the removal, Kim sees %s", got)
		}
		if a := p.Send(owner, updateView, apptest.Vars{"id": shared, "in": apptest.Vars{"shared": false}}); a.UserErrorCode("updateSavedView") != "INVALID" {
			t.Errorf("a view without an owner: %s", a.Body)
		}
		p.Send(owner, deleteView, apptest.Vars{"id": shared}).OK()
	})
}

// TestViewLimits checks that a member has at most 100 views, also with parallel requests.
func TestViewLimits(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		create := func() *apptest.Response {
			return p.Send(owner, createView, apptest.Vars{"in": apptest.Vars{"list": "ORDERS", "name": "A"}})
		}
		for range 96 {
			create().OK()
		}
		answers := make([]*apptest.Response, 8)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() { answers[i] = create() })
		}
		all.Wait()
		codes := map[string]int{}
		for _, a := range answers {
			codes[a.UserErrorCode("createSavedView")]++
		}
		if codes[""] != 4 || codes["LIMIT_REACHED"] != 4 {
			t.Errorf("codes %v", codes)
		}
	})
}

// TestListColumns checks that each member has its own columns of each list.
func TestListColumns(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		owner := p.SignInOwner()
		_, kim := p.CreateMember(owner, "kim@shop.example", "READ_ONLY")
		for _, c := range []struct {
			name    string
			list    string
			columns any
			want    string
		}{
			{"set", "CUSTOMERS", []string{"name", "tags"}, `{"columns":["name","tags"],"userErrors":[]}`},
			{"none", "ORDERS", []string{}, `{"columns":[],"userErrors":[]}`},
			{"set again", "CUSTOMERS", []string{"spent", "name"}, `{"columns":["spent","name"],"userErrors":[]}`},
			{"the usual ones", "ORDERS", nil, `{"columns":null,"userErrors":[]}`},
			{"empty", "CUSTOMERS", []string{""}, `"code":"REQUIRED","field":["columns","0"]`},
		} {
			if a := p.Send(owner, setColumns, apptest.Vars{"list": c.list, "c": c.columns}); !strings.Contains(a.Body, c.want) {
				t.Errorf("%s: %s", c.name, a.Body)
			}
		}
		const read = `{ customers: listColumns(list: CUSTOMERS) orders: listColumns(list: ORDERS) }`
		if a := p.Send(owner, read, nil).OK(); !strings.Contains(a.Body, `{"customers":["spent","name"],"orders":null}`) {
			t.Errorf("read: %s", a.Body)
		}
		if a := p.Send(kim, read, nil).OK(); !strings.Contains(a.Body, `{"customers":null,"orders":null}`) {
			t.Errorf("another member: %s", a.Body)
		}
	})
}
