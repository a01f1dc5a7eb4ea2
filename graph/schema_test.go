package graph_test

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph"
	"clientele/graph/schema"
	"clientele/internal/apperr"
	"clientele/models"
)

var update = flag.Bool("update", false, "update the golden files")

func whole(t *testing.T) *ast.Schema {
	t.Helper()
	schema, err := gqlparser.LoadSchema(schema.Source())
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func own(schema *ast.Schema) []*ast.Definition {
	var defs []*ast.Definition
	for _, def := range schema.Types {
		if !def.BuiltIn {
			defs = append(defs, def)
		}
	}
	return defs
}

// aggregates are the types whose records have their own owner: a field that leads from one to another needs a rule.
var aggregates = []string{"Customer", "Order", "Session"}

func TestRootsAndEdgesHaveAccessRules(t *testing.T) {
	schema := whole(t)
	rule := func(d ast.DirectiveList) bool {
		access := d.ForName("access")
		return access != nil && len(access.Arguments) > 0
	}
	roots, edges := 0, 0
	for _, def := range own(schema) {
		if def.Kind != ast.Object {
			continue
		}
		for _, field := range def.Fields {
			root := def.Name == "Query" || def.Name == "Mutation"
			if root && !strings.HasPrefix(field.Name, "__") {
				roots++
				if !rule(field.Directives) {
					t.Errorf("%s.%s has no @access", def.Name, field.Name)
				}
			}
			if root || slices.ContainsFunc([]string{"Payload", "Connection", "Edge"}, func(suffix string) bool {
				return strings.HasSuffix(def.Name, suffix)
			}) {
				continue
			}
			target := strings.TrimSuffix(field.Type.Name(), "Connection")
			if slices.Contains(aggregates, target) {
				edges++
				if !rule(field.Directives) {
					t.Errorf("%s.%s leads to %s and has no @access", def.Name, field.Name, target)
				}
			}
			if rule(field.Directives) && field.Type.NonNull {
				t.Errorf("%s.%s can be refused, so it must be nullable", def.Name, field.Name)
			}
		}
	}
	if roots < 25 || edges < 3 {
		t.Errorf("only %d root fields and %d edges were checked", roots, edges)
	}
}

// TestPayloadsObeyReadScopes checks that the record in a payload needs the scope to read it, except for customers and
// visitors who may use the mutation, and that the payload also has the id of the record, which needs no scope.
func TestPayloadsObeyReadScopes(t *testing.T) {
	schema := whole(t)
	scopes := map[string]string{"Customer": "CUSTOMERS_READ", "Address": "CUSTOMERS_READ", "Order": "ORDERS_READ"}
	argument := func(d *ast.Directive, name string) string {
		if arg := d.Arguments.ForName(name); arg != nil {
			return arg.Value.Raw
		}
		return ""
	}
	members := 0
	for _, mutation := range schema.Mutation.Fields {
		own := mutation.Directives.ForName("access")
		for _, field := range schema.Types[mutation.Type.Name()].Fields {
			scope, personal := scopes[strings.TrimSuffix(field.Type.Name(), "Connection")]
			if !personal {
				continue
			}
			members++
			what := mutation.Type.Name() + "." + field.Name
			access := field.Directives.ForName("access")
			if access == nil || argument(access, "scope") != scope {
				t.Errorf("%s can be read without %s", what, scope)
				continue
			}
			for _, kind := range []string{"anyone", "customer"} {
				if argument(access, kind) != argument(own, kind) {
					t.Errorf("%s: @access(%s) is not the one of %s", what, kind, mutation.Name)
				}
			}
			if field.Type.NonNull {
				t.Errorf("%s is not nullable", what)
			}
			id := schema.Types[mutation.Type.Name()].Fields.ForName(field.Name + "Id")
			if id == nil || id.Type.String() != "ID" || len(id.Directives) > 0 {
				t.Errorf("%sId is missing or has a rule", what)
			}
		}
	}
	if members < 19 {
		t.Errorf("only %d members were checked", members)
	}
}

var (
	// secretName matches the names of texts that are secrets.
	secretName = regexp.MustCompile(`(?i)(password|token|secret)$|^code$`)
	// notSecret are texts with such a name that are not secrets, and why.
	notSecret = map[string]string{
		"AddressRegion.code": "the code of a region, such as NY",
		"Quote.token":        "it sets the prices of an order, and gives access to nothing",
	}
	// manyAttempts are mutations with a secret that an operation may call more than once, and why.
	manyAttempts = map[string]string{
		"createFirstStaffMember": "its token is too long to be guessed",
	}
)

// TestSecretsAreMarked checks that every argument and field with a secret has the directive @credential, that queries
// with a secret must be sent by POST, and that an operation can check only one secret.
func TestSecretsAreMarked(t *testing.T) {
	schema := whole(t)
	marked, unmarked := 0, 0
	check := func(what, name string, typ *ast.Type, directives ast.DirectiveList) (secret bool) {
		t.Helper()
		text := typ.Name() == "String" || typ.Name() == "ID"
		secret = directives.ForName("credential") != nil
		switch {
		case secret:
			marked++
		case text && secretName.MatchString(name) && notSecret[what] == "":
			t.Errorf("%s has no @credential", what)
		case notSecret[what] != "":
			unmarked++
		}
		return secret
	}
	for _, def := range own(schema) {
		for _, field := range def.Fields {
			what := def.Name + "." + field.Name
			secret := check(what, field.Name, field.Type, field.Directives)
			checked := false // a secret that is not new
			for _, arg := range field.Arguments {
				if check(what+"("+arg.Name+")", arg.Name, arg.Type, arg.Directives) {
					secret = true
					checked = checked || len(arg.Directives.ForName("credential").Arguments) == 0
				}
			}
			if def == schema.Query && secret && field.Directives.ForName("postOnly") == nil {
				t.Errorf("%s takes a secret and has no @postOnly", what)
			}
			once := field.Directives.ForName("oneAttempt") != nil || manyAttempts[field.Name] != ""
			if def == schema.Mutation && checked && !once {
				t.Errorf("%s checks a secret and has no @oneAttempt", what)
			}
		}
	}
	if marked < 28 || unmarked != len(notSecret) {
		t.Errorf("%d secrets are marked, and %d of %d exceptions exist", marked, unmarked, len(notSecret))
	}
}

func TestEnumsMatchGoConstants(t *testing.T) {
	schema := whole(t)
	for name, want := range map[string][]string{
		"UserErrorCode": texts(apperr.Codes()),
		"Scope":         texts(models.Scopes()),
		"EmailStatus":   texts(models.EmailStatuses()),
	} {
		var got []string
		for _, v := range schema.Types[name].EnumValues {
			got = append(got, v.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s is %v in the schema and %v in Go", name, got, want)
		}
	}
}

func texts[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

func TestPayloadsHaveUserErrors(t *testing.T) {
	schema := whole(t)
	for _, field := range schema.Mutation.Fields {
		payload := schema.Types[field.Type.Name()]
		userErrors := payload.Fields.ForName("userErrors")
		if !strings.HasSuffix(payload.Name, "Payload") || userErrors.Type.String() != "[UserError!]!" {
			t.Errorf("%s returns %s", field.Name, payload.Name)
		}
		if field.Type.NonNull {
			t.Errorf("%s cannot be null", field.Name)
		}
	}
}

func TestAudienceSchemas(t *testing.T) {
	h, err := graph.New(t.Context(), graph.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []schema.Audience{schema.Storefront, schema.Staff} {
		text, err := h.SDL(a)
		if err != nil {
			t.Fatal(err)
		}
		sdl := string(text)
		if _, err := gqlparser.LoadSchema(&ast.Source{Input: sdl}); err != nil {
			t.Errorf("%s: the printed schema cannot be loaded: %v", a, err)
		}
		golden := "testdata/" + string(a) + ".graphql"
		if *update {
			if err := os.WriteFile(golden, []byte(sdl), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != sdl {
			t.Errorf("the %s schema differs from %s: check the difference, then run go test ./graph -update", a, golden)
		}
		if strings.Contains(sdl, "@access") || a == schema.Storefront && strings.Contains(sdl, "enum Scope") {
			t.Errorf("%s: the schema has access rules", a)
		}
	}
	storefront, err := h.SDL(schema.Storefront)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{
		"customers(", "createQuote", "CustomerFilter", "externalId: String\n  note", "\n  setPassword(",
		"CustomerConnection", "updateOrder", "TagFilter", "createApiKey", "staffMembers", "staffMe:",
		"OrderItemInput", "MoneyInput", "items: [OrderItemInput", "  tax: ", "  discount: ", "  shippingPrice: ",
	} {
		if strings.Contains(string(storefront), hidden) {
			t.Errorf("a storefront sees %q", hidden)
		}
	}
}
