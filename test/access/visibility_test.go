package access

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/schema"
	"clientele/test/apptest"
)

// shopMembers lists the members of inputs that only the shop may send, with an operation that takes the input, the rest
// of the input and a value. onBehalf means that an API key may also send it together with a customer token.
// required has the members without which the input is not valid. A guarded member that is missing here fails the test.
var shopMembers = []struct {
	input, operation, rest string
	scope                  string
	onBehalf               bool
	values, required       map[string]any
}{
	{"CreateCustomerInput", "createCustomer", `email: ""`, "CUSTOMERS_WRITE", false, map[string]any{
		"externalId": "a", "note": "a", "tags": []any{"a"}, "groupIds": []any{"group_x"}, "emailVerified": true, "passwordHash": "a",
	}, map[string]any{"email": ""}},
	{"UpdateCustomerInput", "updateCustomer", `name: ""`, "CUSTOMERS_WRITE", false, map[string]any{
		"email": "a", "externalId": "a", "note": "a", "tags": []any{"a"}, "groupIds": []any{"group_x"}, "emailVerified": true,
	}, nil},
	{"SetMarketingConsentInput", "setMarketingConsent", `channel: POST, state: SUBSCRIBED`, "CUSTOMERS_WRITE", false, map[string]any{
		"at": "2026-01-01T00:00:00Z",
	}, map[string]any{"channel": "POST", "state": "SUBSCRIBED"}},
	{"CheckoutInput", "checkout", `note: ""`, "ORDERS_WRITE", true, map[string]any{
		"items": []any{}, "shippingPrice": euro, "tax": euro, "taxIncluded": euro, "discount": euro,
		"customerId": "customer_x",
	}, nil},
}

// staffInputs are inputs with guarded members that only occur below fields that need a scope, and inputs whose rules
// only concern API keys and staff members. TestReadScopes sends them.
var staffInputs = []string{"CustomerFilter.orders", "OrderFilter.customerId"}

var euro = map[string]any{"amount": "1.00", "currency": "EUR"}

// TestInputMembersOfTheShop sends each guarded member of an input as every kind of caller, in the text of the operation
// and in a variable, and checks that exactly the callers who may send it see it.
func TestInputMembersOfTheShop(t *testing.T) {
	source, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	guarded := slices.Clone(staffInputs)
	for _, in := range shopMembers {
		for member := range in.values {
			guarded = append(guarded, in.input+"."+member)
		}
	}
	for _, def := range source.Types {
		for _, member := range def.Fields {
			name := def.Name + "." + member.Name
			if def.Kind == ast.InputObject && member.Directives.ForName("access") != nil && !slices.Contains(guarded, name) {
				t.Errorf("%s is not in the table", name)
			}
		}
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		_, customer := p.SignUp("ann@example.com")
		reader := p.APIKey("CUSTOMERS_READ", "ORDERS_READ")
		for _, in := range shopMembers {
			key := p.APIKey(in.scope)
			for _, caller := range []struct {
				name string
				as   apptest.Headers
				may  bool
				sees bool
			}{
				{"a visitor", nil, false, false},
				{"a customer", customer, false, false},
				{"a key without the scope", reader, false, true},
				{"a key without the scope for a customer", reader.With(customer), false, in.onBehalf},
				{"a key for a customer", key.With(customer), in.onBehalf, in.onBehalf},
				{"a key", key, true, true},
			} {
				seen := parsed(t, p.SDL(caller.as)).Types[in.input]
				for member, value := range in.values {
					if sees := seen.Fields.ForName(member) != nil; sees != caller.sees {
						t.Errorf("%s sees %s.%s: %v", caller.name, in.input, member, sees)
					}
					typ := source.Types[in.input].Fields.ForName(member).Type.String()
					head, tail := "mutation", fmt.Sprintf(`{ %s(input: { %s, %s: `, in.operation, in.rest, member)
					end := ` }) { userErrors { code } } }`
					whole := map[string]any{member: value}
					maps.Copy(whole, in.required)
					for _, a := range []*apptest.Response{
						p.Send(caller.as, head+tail+apptest.Literal(value)+end, nil),
						p.Send(caller.as, head+"($v: "+typ+") "+tail+"$v"+end, apptest.Vars{"v": value}),
						p.Send(caller.as, head+"($i: "+in.input+"!) { "+in.operation+"(input: $i) { userErrors { code } } }",
							apptest.Vars{"i": whole}),
					} {
						refused := a.ErrorCode() == "FORBIDDEN" && a.Errors[0].Extensions["requiredScope"] == in.scope
						unknown := strings.Contains(a.Body, "GRAPHQL_VALIDATION_FAILED")
						if unknown || caller.may == refused || caller.may && a.ErrorCode() == "FORBIDDEN" {
							t.Errorf("%s sends %s.%s: %s", caller.name, in.input, member, a.Body)
						}
					}
				}
			}
		}
		for _, name := range []string{"OrderItemInput", "MoneyInput"} {
			if parsed(t, p.SDL(customer)).Types[name] != nil {
				t.Errorf("a customer sees %s", name)
			}
		}
	})
}

func parsed(t *testing.T, sdl string) *ast.Schema {
	t.Helper()
	s, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		t.Fatalf("%v in %.300s", err, sdl)
	}
	return s
}

// described lists what an introspection must say at the end of descriptions.
var described = map[string]string{
	"Query.customers":                " Requires `CUSTOMERS_READ`.",
	"Query.customer":                 " Requires a customer token or `CUSTOMERS_READ`.",
	"Query.emails(to)":               " Requires `STAFF_WRITE` and `CUSTOMERS_READ`.",
	"Query.staffMe":                  " Requires a staff token.",
	"Mutation.logout":                " Requires a customer token.",
	"Mutation.updateCustomer":        "\nRequires a customer token or `CUSTOMERS_WRITE`.",
	"Mutation.createCustomer":        "\nRequires `CUSTOMERS_WRITE` from API keys and staff members.",
	"Customer.note":                  " Requires `CUSTOMERS_READ`.",
	"Customer.orders":                " Requires a customer token or `ORDERS_READ`.",
	"CreateCustomerPayload.customer": " Requires `CUSTOMERS_READ` from API keys and staff members.",
	"CreateCustomerInput.note":       " Requires `CUSTOMERS_WRITE`.",
	"CheckoutInput.items":            " Requires `ORDERS_WRITE`, with or without a customer token.",
	"CustomerFilter.orders":          " Requires `CUSTOMERS_READ` and `ORDERS_READ`.",
	"StaffMember.scopes":             " Requires a staff token or `STAFF_WRITE`.",
}

const describeTypes = `{ __schema { types {
	name description
	fields { name description args { name description } }
	inputFields { name description }
} } }`

// TestDescriptionsSayWhatIsRequired checks that the description of every guarded member ends with what it requires, and
// that introspection and the schema file say the same to each caller.
func TestDescriptionsSayWhatIsRequired(t *testing.T) {
	source, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		_, customer := p.SignUp("ann@example.com")
		key, seen := p.APIKey(apptest.AllScopes...), map[string]bool{}
		for name, as := range map[string]apptest.Headers{
			"a visitor": nil, "a customer": customer, "a key": key, "a key for a customer": key.With(customer),
		} {
			file := descriptions(parsed(t, p.SDL(as)))
			shown := introspected(p.Send(as, describeTypes, nil).OK())
			for what, text := range shown {
				if seen[what] = true; text != file[what] {
					t.Errorf("%s: the description of %s is %q in the introspection and %q in the file", name, what, text, file[what])
				}
				if end := described[what]; !strings.HasSuffix(text, end) {
					t.Errorf("%s: the description of %s is %q", name, what, text)
				}
			}
			if len(shown) < 300 {
				t.Errorf("%s: only %d descriptions", name, len(shown))
			}
			for what, scopes := range scopesOf(source) {
				for _, scope := range scopes {
					if text, ok := shown[what]; ok && !strings.Contains(text[strings.LastIndex(text, "Requires "):], "`"+scope+"`") {
						t.Errorf("%s: the description of %s does not end with %s: %q", name, what, scope, text)
					}
				}
			}
		}
		for what := range described {
			if !seen[what] {
				t.Errorf("nobody sees %s", what)
			}
		}
	})
}

// scopesOf returns the scopes in the rules of a schema, by member.
func scopesOf(s *ast.Schema) map[string][]string {
	found := map[string][]string{}
	add := func(what string, directives ast.DirectiveList) {
		if access := directives.ForName("access"); access != nil {
			if scope := access.Arguments.ForName("scope"); scope != nil {
				found[what] = strings.FieldsFunc(scope.Value.String(), func(r rune) bool { return r != '_' && (r < 'A' || r > 'Z') })
			}
		}
	}
	for _, def := range s.Types {
		for _, field := range def.Fields {
			add(def.Name+"."+field.Name, field.Directives)
			for _, arg := range field.Arguments {
				add(def.Name+"."+field.Name+"("+arg.Name+")", arg.Directives)
			}
		}
	}
	return found
}

func descriptions(s *ast.Schema) map[string]string {
	all := map[string]string{}
	for _, def := range s.Types {
		all[def.Name] = def.Description
		for _, field := range def.Fields {
			all[def.Name+"."+field.Name] = field.Description
			for _, arg := range field.Arguments {
				all[def.Name+"."+field.Name+"("+arg.Name+")"] = arg.Description
			}
		}
	}
	return all
}

// introspected returns what descriptions returns, from the answer to describeTypes.
func introspected(a *apptest.Response) map[string]string {
	all := map[string]string{}
	var read func(before, after string, list any)
	read = func(before, after string, list any) {
		each, _ := list.([]any)
		for _, v := range each {
			v := v.(map[string]any)
			what := before + v["name"].(string) + after
			if strings.HasPrefix(what, "__") {
				continue
			}
			all[what], _ = v["description"].(string)
			read(what+".", "", v["fields"])
			read(what+".", "", v["inputFields"])
			read(what+"(", ")", v["args"])
		}
	}
	read("", "", a.At("__schema.types"))
	return all
}

// schemaOf returns the answer to a request for the schema of an audience.
func schemaOf(p *apptest.Program, as apptest.Headers, query string) (int, string) {
	p.T.Helper()
	r, err := http.NewRequestWithContext(p.T.Context(), http.MethodGet, p.URL+"/schema.graphql"+query, nil)
	if err != nil {
		p.T.Fatal(err)
	}
	for header, value := range as {
		r.Header.Set(header, value)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		p.T.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		p.T.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// TestSchemasByName requests the schemas of other audiences. They show what these can use, but only the custom fields
// that the caller may see.
func TestSchemasByName(t *testing.T) {
	apptest.OnEach(t, func(t *testing.T, p *apptest.Program) {
		key := p.APIKey("SETTINGS_WRITE")
		_, customer := p.SignUp("ann@example.com")
		const hidden = "secretScore"
		p.CreateField(key, apptest.Vars{"key": hidden, "label": "Secretscore label", "type": "ENUM", "access": "NONE", "options": []apptest.Vars{{"value": "SECRETSCORE_OPTION"}}})
		p.CreateField(key, apptest.Vars{"key": "openSize", "type": "INTEGER"})
		for name, as := range map[string]apptest.Headers{
			"a visitor": nil, "a customer": customer, "a key for a customer": key.With(customer), "a key": key,
		} {
			texts := map[string]string{}
			for _, audience := range []string{"storefront", "staff", "all"} {
				status, text := schemaOf(p, as, "?audience="+audience)
				if status != http.StatusOK {
					t.Fatalf("%s for %s: %d %s", audience, name, status, text)
				}
				shows := strings.Contains(strings.ToLower(text), "secretscore")
				if shows != (name == "a key" && audience != "storefront") || !strings.Contains(text, "openSize: Int") {
					t.Errorf("the custom fields in %s for %s: %v", audience, name, shows)
				}
				texts[audience] = text
			}
			all := descriptions(parsed(t, texts["all"]))
			for _, audience := range []string{"storefront", "staff"} {
				for what, text := range descriptions(parsed(t, texts[audience])) {
					if all[what] != text {
						t.Errorf("%s for %s: %s is %q, and %q for %s", "all", name, what, all[what], text, audience)
					}
				}
			}
			if all["Mutation.logout"] == "" || all["Mutation.createQuote"] == "" || all["Mutation.changeStaffPassword"] == "" {
				t.Errorf("the schema of all for %s lacks operations", name)
			}
			for _, query := range []string{"?audience=", "?audience=everyone", "?audience=on-behalf", "?audience=all&audience=staff"} {
				if status, text := schemaOf(p, as, query); status != http.StatusBadRequest || !strings.Contains(text, "audience must be storefront, staff or all") {
					t.Errorf("%s for %s: %d %s", query, name, status, text)
				}
			}
		}
		if out := p.Command("schema", "--audience", "all"); !strings.Contains(out, hidden) || !strings.Contains(out, "logout(") || !strings.Contains(out, "createQuote(") {
			t.Errorf("the command prints %.300s", out)
		}
		if out := p.Command("schema", "--audience", "storefront"); strings.Contains(out, hidden) || strings.Contains(out, "createQuote(") {
			t.Errorf("the command prints %.300s", out)
		}
	})
}
