package operations

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/app"
	"clientele/internal/staff"
	"clientele/models"
	"clientele/test/apptest"
)

// newSecret creates an API key with the scopes and returns its secret.
func newSecret(t testing.TB, s *app.App, scopes ...string) string {
	t.Helper()
	in := staff.CreateAPIKeyInput{Name: "test"}
	for _, scope := range scopes {
		in.Scopes = append(in.Scopes, models.Scope(scope))
	}
	_, secret, err := s.Staff.CreateKey(t.Context(), staff.Operator, in)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// dice turns bytes into choices. When the bytes are used up, choices follow from a sum of them, so that short inputs
// make whole operations too.
type dice struct {
	data []byte
	more *rand.Rand
}

func newDice(data []byte) *dice {
	sum := sha256.Sum256(data)
	return &dice{data: data, more: rand.New(rand.NewChaCha8(sum))}
}

func (d *dice) upTo(n int) int {
	if n <= 1 {
		return 0
	}
	if len(d.data) < 2 {
		return d.more.IntN(n)
	}
	c := int(d.data[0])<<8 | int(d.data[1])
	d.data = d.data[2:]
	return c % n
}

// generator writes random operations for a schema.
type generator struct {
	*dice
	schema       *ast.Schema
	texts        []string
	declarations []string
	variables    map[string]any
	fields       int
}

const (
	mostFields = 150 // of an operation
	deepest    = 7
)

func (g *generator) operation(query bool) string {
	root, kind := g.schema.Query, "query"
	if !query {
		root, kind = g.schema.Mutation, "mutation"
	}
	var body strings.Builder
	for range 1 + g.upTo(3) {
		field := root.Fields[g.upTo(len(root.Fields))]
		if strings.HasPrefix(field.Name, "__") && field.Name != "__schema" && field.Name != "__type" {
			continue
		}
		g.field(&body, field, 1)
	}
	if body.Len() == 0 {
		body.WriteString(" __typename")
	}
	declared := ""
	if len(g.declarations) > 0 {
		declared = "(" + strings.Join(g.declarations, " ") + ")"
	}
	return kind + declared + " {" + body.String() + " }"
}

func (g *generator) field(out *strings.Builder, field *ast.FieldDefinition, depth int) {
	g.fields++
	number := g.fields
	var args []string
	for _, arg := range field.Arguments {
		if arg.Type.NonNull && arg.DefaultValue == nil || g.upTo(4) == 1 {
			args = append(args, arg.Name+": "+g.argument(arg.Name, arg.Type))
		}
	}
	out.WriteString(" ")
	if len(args) > 0 || g.upTo(4) == 1 { // fields with other arguments cannot share a name
		fmt.Fprintf(out, "a%d: ", number)
	}
	out.WriteString(field.Name)
	if len(args) > 0 {
		out.WriteString("(" + strings.Join(args, ", ") + ")")
	}
	switch g.upTo(40) {
	case 1:
		out.WriteString(" @skip(if: false)")
	case 2:
		out.WriteString(" @include(if: true)")
	}
	g.selection(out, g.schema.Types[field.Type.Name()], depth)
}

func (g *generator) selection(out *strings.Builder, def *ast.Definition, depth int) {
	if def == nil || !def.IsCompositeType() {
		return
	}
	out.WriteString(" { __typename")
	if def.IsAbstractType() {
		possible := g.schema.GetPossibleTypes(def)
		concrete := possible[g.upTo(len(possible))]
		out.WriteString(" ... on " + concrete.Name)
		g.selection(out, concrete, depth)
	}
	for range 1 + g.upTo(8) {
		if g.fields >= mostFields {
			break
		}
		field := def.Fields[g.upTo(len(def.Fields))]
		below := g.schema.Types[field.Type.Name()]
		if strings.HasPrefix(field.Name, "__") || depth >= deepest && below != nil && below.IsCompositeType() {
			continue
		}
		if g.upTo(12) == 1 {
			out.WriteString(" ... {")
			g.field(out, field, depth+1)
			out.WriteString(" }")
			continue
		}
		g.field(out, field, depth+1)
	}
	out.WriteString(" }")
}

// argument writes a value, as a literal or as a variable.
func (g *generator) argument(name string, t *ast.Type) string {
	v := g.value(name, t, 0)
	if g.upTo(3) > 0 {
		variable := "v" + strconv.Itoa(len(g.variables))
		g.variables[variable] = v
		g.declarations = append(g.declarations, "$"+variable+": "+t.String())
		return "$" + variable
	}
	return literal(g.schema, t, v)
}

// value chooses a value of a type, and sometimes an invalid one.
func (g *generator) value(name string, t *ast.Type, depth int) any {
	if !t.NonNull && g.upTo(40) == 1 {
		return nil
	}
	if t.Elem != nil {
		list := []any{}
		for range g.upTo(4) {
			list = append(list, g.value(name, t.Elem, depth+1))
		}
		return list
	}
	def := g.schema.Types[t.Name()]
	switch {
	case def.Kind == ast.Enum:
		return enumValue(def.EnumValues[g.upTo(len(def.EnumValues))].Name)
	case def.Kind == ast.InputObject:
		return g.object(def, depth)
	}
	switch def.Name {
	case "Int":
		return []int{1, 2, 5, 10, 50, 100, 100, 10, 1, 0, -1, 101, 2147483647, -2147483648}[g.upTo(14)]
	case "Boolean":
		return g.upTo(2) == 1
	}
	return g.text(name, def.Name)
}

// likely lists valid values for arguments and fields by name or type. Without them nearly every operation would be
// rejected.
var likely = map[string][]string{
	"email": {"ann@example.com", "bob@example.com", "guest@example.com", "new@example.com"}, "newEmail": {"other@example.com"},
	"password": {"correct horse", "a wrong password"}, "currentPassword": {"correct horse"}, "newPassword": {"correct horse"},
	"after": {""}, "before": {""}, "phone": {"+353 87 123 4567"}, "line1": {"14 Main Street"}, "city": {"Dublin"}, "region": {"Dublin"},
	"name": {"Ann", "Tea"}, "Decimal": {"1.00", "7.95", "0"}, "CountryCode": {"IE", "DE", "US", "JP"}, "CurrencyCode": {"EUR", "JPY"},
	"Date": {"2026-01-01"}, "DateTime": {"2026-01-01T00:00:00Z"},
}

func (g *generator) text(name, scalar string) string {
	fitting := append(append([]string{}, likely[name]...), likely[scalar]...)
	if len(fitting) > 0 && g.upTo(5) > 0 {
		return fitting[g.upTo(len(fitting))]
	}
	return g.texts[g.upTo(len(g.texts))]
}

func (g *generator) object(def *ast.Definition, depth int) map[string]any {
	members := map[string]any{}
	if def.Directives.ForName("oneOf") != nil {
		one := def.Fields[g.upTo(len(def.Fields))]
		required := *one.Type
		required.NonNull = true
		members[one.Name] = g.value(one.Name, &required, depth+1)
		return members
	}
	for _, member := range def.Fields {
		if member.Type.NonNull && member.DefaultValue == nil || depth < 4 && g.upTo(4) == 1 {
			members[member.Name] = g.value(member.Name, member.Type, depth+1)
		}
	}
	return members
}

// enumValue is written without quotes in a literal.
type enumValue string

// literal writes a value in an operation.
func literal(schema *ast.Schema, t *ast.Type, v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case enumValue:
		return string(v)
	case string:
		return apptest.Quote(v)
	case []any:
		var all []string
		for _, each := range v {
			all = append(all, literal(schema, t.Elem, each))
		}
		return "[" + strings.Join(all, ", ") + "]"
	case map[string]any:
		var all []string
		for name, each := range v {
			all = append(all, name+": "+literal(schema, schema.Types[t.Name()].Fields.ForName(name).Type, each))
		}
		return "{ " + strings.Join(all, ", ") + " }"
	}
	return fmt.Sprint(v)
}
