package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	gqlgen "github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/schema"
	"clientele/internal/customfields"
	"clientele/models"
)

// runtimeSchemas returns the schema of each audience in a shop whose owners all have a custom field with the key "id",
// which was allowed once.
func runtimeSchemas(t *testing.T) map[schema.Audience]*ast.Schema {
	t.Helper()
	var fields []*models.CustomField
	for _, owner := range []models.CustomFieldOwner{models.OwnerCustomer, models.OwnerAddress, models.OwnerOrder} {
		for _, key := range []string{"id", "size"} {
			fields = append(fields, &models.CustomField{
				ID: models.NewID(models.FieldID), Owner: owner, Key: key, Label: key, Type: models.FieldInteger,
				Access: models.AccessWrite,
			})
		}
	}
	compile := func(*ast.Schema, graphql.Cache[*ast.QueryDocument]) *gqlgen.Executor { return nil }
	snapshot, err := schema.New(customfields.NewSet(1, fields), compile)
	if err != nil {
		t.Fatal(err)
	}
	schemas := map[schema.Audience]*ast.Schema{}
	for _, audience := range []schema.Audience{schema.Storefront, schema.Staff} {
		schemas[audience] = snapshot.View(audience).Schema
	}
	return schemas
}

// values are the object types without an id that mutations and lists return. They are no records: reference data, what
// is issued once, and results.
var values = []string{
	"AddressFormat", "StaffRoleScopes", "CustomerToken", "StaffToken", "Quote", "UserError", "UpsertCustomerResult",
	"ErasureReport", "CustomerMergePreview", "PossibleDuplicate",
	"ImportField", "Overview", "EmailPreview",
}

// TestIdentities checks that every object with an id is a Node, that node can read every Node, and that the objects
// that mutations and lists return have an id, so that clients can normalize them.
func TestIdentities(t *testing.T) {
	for audience, s := range runtimeSchemas(t) {
		nodes := 0
		for name, def := range s.Types {
			if def.Kind != ast.Object {
				continue
			}
			id := def.Fields.ForName("id")
			if isNode := slices.Contains(def.Interfaces, "Node"); isNode != (id != nil) {
				t.Errorf("%s: %s is a Node: %v, has an id: %v", audience, name, isNode, id != nil)
			}
			if id == nil {
				continue
			}
			nodes++
			if id.Type.String() != "ID!" {
				t.Errorf("%s: %s.id is %s", audience, name, id.Type)
			}
			if !strings.HasSuffix(name, "CustomFields") && !slices.Contains(nodeTypeNames(), name) {
				t.Errorf("%s: node cannot read %s", audience, name)
			}
		}
		if nodes < 10 {
			t.Errorf("%s: only %d objects have an id", audience, nodes)
		}
		for at, name := range returned(s) {
			if s.Types[name].Fields.ForName("id") == nil && !slices.Contains(values, name) {
				t.Errorf("%s: %s returns %s, which has no id", audience, at, name)
			}
		}
	}
}

func nodeTypeNames() []string {
	var names []string
	for _, name := range nodeTypes {
		names = append(names, name)
	}
	return names
}

// returned lists the object types that payloads of mutations, pages and lists of root fields have as members.
func returned(s *ast.Schema) map[string]string {
	found := map[string]string{}
	add := func(at string, t *ast.Type) {
		if def := s.Types[t.Name()]; def.Kind == ast.Object {
			found[at] = t.Name()
		}
	}
	for _, field := range s.Query.Fields {
		switch def := s.Types[field.Type.Name()]; {
		case strings.HasPrefix(field.Name, "__"):
		case strings.HasSuffix(def.Name, "Connection"):
			add(field.Name, def.Fields.ForName("nodes").Type)
		default:
			add(field.Name, field.Type)
		}
	}
	for _, field := range s.Mutation.Fields {
		for _, member := range s.Types[field.Type.Name()].Fields {
			add(field.Name+"."+member.Name, member.Type)
		}
	}
	return found
}

// TestGeneratedIDWins checks that the id of the custom fields is generated, even if a custom field has the key "id".
func TestGeneratedIDWins(t *testing.T) {
	for audience, s := range runtimeSchemas(t) {
		for _, owner := range []string{"Customer", "Address", "Order"} {
			fields := s.Types[owner+"CustomFields"].Fields
			var names []string
			for _, f := range fields {
				names = append(names, f.Name)
			}
			if got := strings.Join(names, " "); got != "id json size" || fields[0].Type.String() != "ID!" {
				t.Errorf("%s: %s has %s, id is %s", audience, owner, got, fields[0].Type)
			}
			if in := s.Types[owner+"CustomFieldsInput"].Fields.ForName("id"); in == nil || in.Type.String() != "Int" {
				t.Errorf("%s: the field cannot be written: %v", audience, in)
			}
		}
	}
}

// TestScalarsAreSpecified checks that every custom scalar has the URL of its specification.
func TestScalarsAreSpecified(t *testing.T) {
	for audience, s := range runtimeSchemas(t) {
		scalars := 0
		for name, def := range s.Types {
			if def.Kind != ast.Scalar || def.BuiltIn {
				continue
			}
			scalars++
			d := def.Directives.ForName("specifiedBy")
			if d == nil || !strings.HasPrefix(d.Arguments.ForName("url").Value.Raw, "https://") {
				t.Errorf("%s: %s has no specification", audience, name)
			}
		}
		if scalars < 5 {
			t.Errorf("%s: only %d scalars", audience, scalars)
		}
	}
}

// omittable are the optional ids whose null has a meaning of its own: a guest order, a quote for every customer, an
// import with a new file, and the erasure of an email address.
var omittable = []string{
	"checkout.input.customerId", "createQuote.input.customerId", "createImport.input.fileOfJobId",
	"erasePersonalData.input.customerId",
}

// TestOptionalIDsAreNotNull checks that null is refused for every optional id of a mutation, because omitting it
// selects the customer of the token.
func TestOptionalIDsAreNotNull(t *testing.T) {
	refused := 0
	s := runtimeSchemas(t)[schema.Staff]
	for _, field := range s.Mutation.Fields {
		for _, arg := range field.Arguments {
			at := field.Name + "." + arg.Name
			if arg.Type.NamedType == "ID" && !arg.Type.NonNull {
				refused++
				if arg.Directives.ForName("notNull") == nil {
					t.Errorf("%s has no @notNull", at)
				}
			}
			def := s.Types[arg.Type.Name()]
			if def.Kind != ast.InputObject {
				continue
			}
			for _, member := range def.Fields {
				path := at + "." + member.Name
				if member.Type.NamedType == "ID" && !member.Type.NonNull && !slices.Contains(omittable, path) {
					t.Errorf("%s is optional: refuse null, or say here what it means", path)
				}
			}
		}
	}
	if refused != 5 {
		t.Errorf("%d arguments, want those of updateCustomer, deleteCustomer, createAddress, setMarketingConsent and "+
			"cancelErasure", refused)
	}
}
