package operations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/internal/auth"
	"clientele/test/apptest"
)

// The bounds of the processor time of one request that the tests below hold, for all of its work: parsing a body of a
// megabyte, its statements and one hash of a password included. They leave room for a busy machine.
const (
	maxRequestTime = 500 * time.Millisecond
	maxAliasesTime = 1500 * time.Millisecond
)

// worstTexts are strings to repeat that are the slowest to normalize, fold, match and parse.
var worstTexts = []string{
	"\uFDFA", "a\u0301\u0300\u0327\u0323", "\u0344", "\U0001D160", "Ꭰꭰ", "*a", "x.", "@", "1", "1e999999999", "eyJ.", "\u00A0", "\"\\", "\uFDFA\u09BE", "\u1100\u1161\u11A8",
}

// repeated repeats a unit up to size bytes of JSON.
func repeated(unit string, size int) string {
	coded, _ := json.Marshal(unit)
	return strings.Repeat(unit, max(1, size/max(len(unit), len(coded)-2)))
}

// textValues chooses the arguments of a field.
type textValues struct {
	schema *ast.Schema
	text   func() string
	list   int    // values in a list of texts
	only   string // the scalar that gets the text; String and ID where it is empty
	alone  string // the argument that gets the text; all where it is empty
	given  int    // how many texts were filled in
}

var plausible = map[string]any{
	"Int": 1, "Boolean": true, "Float": 1, "Decimal": "12.50", "DateTime": "2026-03-01T09:30:00Z", "Date": "2026-03-01", "CountryCode": "IE", "CurrencyCode": "EUR",
	"String": "Ann", "ID": "customer_1",
}

func (v *textValues) of(t *ast.Type, depth int) any {
	if t.Elem != nil {
		list := []any{v.of(t.Elem, depth)}
		if def := v.schema.Types[t.Name()]; def.Kind == ast.Scalar {
			for len(list) < v.list {
				list = append(list, v.of(t.Elem, depth))
			}
		}
		return list
	}
	def := v.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		return def.EnumValues[0].Name
	case ast.InputObject:
		return v.object(def, depth)
	}
	text := v.only == "" && (def.Name == "String" || def.Name == "ID") || v.only == def.Name
	if _, known := plausible[def.Name]; text || !known {
		v.given++
		return v.text()
	}
	return plausible[def.Name]
}

func (v *textValues) object(def *ast.Definition, depth int) any {
	out := map[string]any{}
	for _, member := range def.Fields {
		if depth > 5 || member.Name == "and" || member.Name == "or" || member.Name == "not" {
			continue
		}
		if def.Directives.ForName("oneOf") != nil && len(out) > 0 {
			break
		}
		before := v.given
		if value := v.of(member.Type, depth+1); v.given > before || member.Type.NonNull || def.Directives.ForName("oneOf") != nil {
			out[member.Name] = value
		}
	}
	return out
}

// operationOf returns an operation of one root field, used times times, with its variables; nil where it takes no such
// text.
func (v *textValues) operationOf(kind string, f *ast.FieldDefinition, times int) (string, apptest.Vars) {
	v.given = 0
	values := apptest.Vars{}
	var declared, used []string
	for _, arg := range f.Arguments {
		if v.alone != "" && v.alone != arg.Name && !arg.Type.NonNull {
			continue
		}
		before := v.given
		value := v.of(arg.Type, 0)
		if v.given == before && !arg.Type.NonNull || arg.Name == "last" || arg.Name == "first" {
			continue
		}
		if arg.Name == "after" || arg.Name == "before" {
			if v.only != "" {
				continue
			}
		}
		values[arg.Name] = value
		declared = append(declared, "$"+arg.Name+": "+arg.Type.String())
		used = append(used, arg.Name+": $"+arg.Name)
	}
	if v.given == 0 {
		return "", nil
	}
	selection := ""
	if t := v.schema.Types[f.Type.Name()]; t.IsCompositeType() {
		selection = " { __typename }"
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s(%s) {", kind, strings.Join(declared, ", "))
	for i := range times {
		fmt.Fprintf(&out, " a%d: %s(%s)%s", i, f.Name, strings.Join(used, ", "), selection)
	}
	out.WriteString(" }")
	return out.String(), values
}

func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		t.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// TestExpensiveTexts sends the strings that are most expensive to process to every argument of the schema, at the size
// of a request body and at the size limits of filters and names. Each request stays within a limit of processor time.
func TestExpensiveTexts(t *testing.T) {
	env := []string{apptest.TokenKey, apptest.Data(t), "CLIENTELE_TRUSTED_PROXIES=127.0.0.0/8"}
	_, h := apptest.OpenAtCost(t, auth.DefaultCost, env...)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	p := &apptest.Program{T: t, URL: server.URL, Env: env}
	key := p.APIKey(apptest.AllScopes...)
	for _, owner := range []string{"CUSTOMER", "ORDER", "ADDRESS"} {
		for _, kind := range []string{"STRING", "TEXT", "INTEGER", "DECIMAL", "BOOLEAN", "DATE", "DATETIME", "EMAIL", "URL", "ENUM", "REFERENCE"} {
			input := apptest.Vars{"owner": owner, "key": "worst" + strings.ToLower(kind), "label": kind, "type": kind, "list": kind == "TEXT"}
			if kind == "ENUM" {
				input["options"] = []apptest.Vars{{"value": "A"}}
			}
			if kind == "STRING" {
				input["unique"], input["rules"] = true, apptest.Vars{"pattern": "(a|b|.)*"}
			}
			p.CreateField(key, input)
		}
	}
	_, ann := p.SignUp("ann@example.com")
	requests := 0
	var slowest time.Duration
	send := func(what string, as apptest.Headers, query string, v apptest.Vars, most time.Duration) {
		t.Helper()
		var body bytes.Buffer
		coder := json.NewEncoder(&body)
		coder.SetEscapeHTML(false)
		if err := coder.Encode(apptest.Vars{"query": query, "variables": v}); err != nil {
			t.Fatal(err)
		}
		requests++
		from := apptest.Headers{"X-Forwarded-For": fmt.Sprintf("10.%d.%d.1", requests/250, requests%250)}
		before := processorTime(t)
		a := p.Post(as.With(from), body.Bytes())
		took := processorTime(t) - before
		slowest = max(slowest, took)
		if code := a.ErrorCode(); code == "INTERNAL" || code == "GRAPHQL_VALIDATION_FAILED" || a.Status >= 500 || body.Len() > 1<<20 {
			t.Errorf("%s: status %d for %d bytes: %.300s", what, a.Status, body.Len(), a.Body)
		}
		if took > most {
			t.Errorf("%s: %v of processor time, at most %v: %.200s", what, took, most, a.Body)
		}
	}
	began := time.Now()
	for name, as := range map[string]apptest.Headers{"storefront": ann, "admin": key} {
		schema, err := gqlparser.LoadSchema(&ast.Source{Input: p.SDL(as)})
		if err != nil {
			t.Fatal(err)
		}
		for _, root := range []*ast.Definition{schema.Query, schema.Mutation} {
			for i, f := range root.Fields {
				if strings.HasPrefix(f.Name, "__") {
					continue
				}
				kind := strings.ToLower(root.Name)
				probe := textValues{schema: schema, list: 1, text: func() string { return "a" }}
				if query, _ := probe.operationOf(kind, f, 1); query == "" {
					continue
				}
				leaves := probe.given
				for j, unit := range worstTexts {
					what := fmt.Sprintf("%s %s with %+q", name, f.Name, unit)
					if j == 0 || name == "admin" && (j == 13 || (i+j)%7 == 0) {
						one := textValues{schema: schema, list: 1, text: func() string { return repeated(unit, 880_000/leaves) }}
						query, v := one.operationOf(kind, f, 1)
						send(what, as, query, v, maxRequestTime)
					}
					if j == 0 || name == "admin" && (i+j)%8 == 0 {
						few := textValues{schema: schema, list: 20, text: func() string { return repeated(unit, 300) }}
						query, v := few.operationOf(kind, f, 1)
						send("limits: "+what, as, query, v, maxRequestTime)
						if kind == "query" && j == 0 {
							query, v := few.operationOf(kind, f, 20)
							send("limits, twenty aliases: "+what, as, query, v, maxAliasesTime)
						}
					}
				}
				for _, arg := range f.Arguments { // one by one: what refuses one of them does not hide another
					alone := textValues{schema: schema, list: 1, alone: arg.Name, text: func() string { return "a" }}
					if query, _ := alone.operationOf(kind, f, 1); query == "" {
						continue
					}
					share := alone.given
					for times, size := range map[int]int{1: 880_000, 20: 180_000} {
						alone.text = func() string { return repeated(worstTexts[0], size/share) }
						query, v := alone.operationOf(kind, f, times)
						most := maxRequestTime
						if times > 1 {
							most = maxAliasesTime
						}
						send(fmt.Sprintf("%s of %s %s, %d times", arg.Name, name, f.Name, times), as, query, v, most)
					}
				}
				for _, scalar := range []string{"Decimal", "DateTime", "Date", "CountryCode", "CurrencyCode"} {
					probe := textValues{schema: schema, list: 1, only: scalar, text: func() string { return "1" }}
					if query, _ := probe.operationOf(kind, f, 1); query == "" {
						continue
					}
					unit := worstTexts[[]int{8, 9, 0}[i%3]]
					one := textValues{schema: schema, list: 1, only: scalar, text: func() string { return repeated(unit, 800_000/probe.given) }}
					query, v := one.operationOf(kind, f, 1)
					send(scalar+" of "+name+" "+f.Name, as, query, v, maxRequestTime)
				}
			}
		}
	}
	for _, unit := range []string{"\uFDFA", "\uFDFA\u09BE", "𝐀", "é\u0345"} {
		for size, count := range map[int]int{900: 200, 90: 200, 6: 200} {
			values := make([]string, count)
			for i := range values {
				values[i] = repeated(unit, size)
			}
			query := "query($in: [String!]) {"
			for i := range 20 {
				query += fmt.Sprintf(` a%d: customers(filter: { name: { in: $in } }) { __typename }`, i)
			}
			send(fmt.Sprintf("%d values of %d bytes of %+q through twenty aliases", count, size, unit), key, query+" }", apptest.Vars{"in": values}, maxAliasesTime)
		}
	}
	t.Logf("%d requests in %v, the slowest took %v of processor time", requests, time.Since(began).Round(time.Millisecond), slowest)
	if requests < 300 {
		t.Errorf("only %d requests", requests)
	}
}
