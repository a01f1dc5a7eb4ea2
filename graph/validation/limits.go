package validation

import (
	"encoding/json"
	"strconv"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/executor"
	"clientele/internal/apperr"
	"clientele/internal/page"
)

// The limits of one operation. A page of 50 customers with 3 addresses and 5 orders each costs about 20,000.
const (
	// MaxTokens is the number of tokens that are parsed.
	MaxTokens = 6000
	// MaxNodeIDs is the number of ids that nodes takes.
	MaxNodeIDs = 100

	maxDepth      = 15
	maxAliases    = 100
	maxRootFields = 20
	maxComplexity = 150_000
	shortList     = 10 // the assumed length of a list without pages
	maxAttempts   = 1  // fields with @oneAttempt
	maxPasswords  = 5  // new passwords, each of which takes about 25 ms of processor time
)

// size is the size of an operation, with its fragments expanded.
type size struct {
	cost, depth, aliases, roots, attempts, passwords int
}

// measure measures selections. A fragment is measured once and counted as often as it is used, so that nested
// fragments cannot make the measurement slow.
type measure struct {
	schema    *ast.Schema
	variables map[string]any
	fragments map[string]size
}

func checkSize(schema *ast.Schema, op *graphql.OperationContext) error {
	m := measure{schema: schema, variables: op.Variables, fragments: map[string]size{}}
	s := m.of(op.Operation.SelectionSet)
	switch {
	case s.roots > maxRootFields:
		return tooComplex("More than " + strconv.Itoa(maxRootFields) + " root fields in one operation")
	case s.attempts > maxAttempts:
		return tooComplex("An operation can have only one field that checks a secret or sends an email")
	case s.passwords > maxPasswords:
		return tooComplex("More than " + strconv.Itoa(maxPasswords) + " new passwords in one operation")
	case s.aliases > maxAliases:
		return tooComplex("More than " + strconv.Itoa(maxAliases) + " aliases in one operation")
	case s.depth > maxDepth:
		return tooComplex("The operation is deeper than " + strconv.Itoa(maxDepth) + " fields")
	case s.cost > maxComplexity:
		return tooComplex("The operation requests too much at once: request smaller pages or fewer fields")
	}
	return nil
}

func tooComplex(message string) error {
	return &apperr.Error{Kind: apperr.TooComplex, Message: message}
}

// many limits sums, which nested fragments could make overflow.
const many = 1 << 40

func (s size) plus(o size) size {
	return size{
		cost:      min(many, s.cost+o.cost),
		depth:     max(s.depth, o.depth),
		aliases:   min(many, s.aliases+o.aliases),
		roots:     min(many, s.roots+o.roots),
		attempts:  min(many, s.attempts+o.attempts),
		passwords: min(many, s.passwords+o.passwords),
	}
}

func (m measure) of(set ast.SelectionSet) size {
	var total size
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			total = total.plus(m.field(sel))
		case *ast.InlineFragment:
			total = total.plus(m.of(sel.SelectionSet))
		case *ast.FragmentSpread:
			known, ok := m.fragments[sel.Name]
			if !ok && sel.Definition != nil {
				known = m.of(sel.Definition.SelectionSet)
				m.fragments[sel.Name] = known
			}
			total = total.plus(known)
		}
	}
	return total
}

func (m measure) field(f *ast.Field) size {
	s := size{cost: costOf(f), depth: 1, roots: 1}
	if f.Alias != f.Name {
		s.aliases = 1
	}
	switch {
	case has(f, "oneAttempt"):
		s.attempts = 1
	case m.setsPassword(f):
		s.passwords = 1
	}
	below := m.of(f.SelectionSet)
	if !executor.Introspects(f.Name) { // has its own limit of depth (validator/rules, MaxIntrospectionDepth)
		s.depth += below.depth
	}
	s.aliases += below.aliases
	s.cost = min(many, s.cost+m.times(f)*below.cost)
	return s
}

// setsPassword reports whether a field sets a new password.
func (m measure) setsPassword(f *ast.Field) bool {
	if f.ObjectDefinition == nil || f.ObjectDefinition.Name != "Mutation" || f.Definition == nil {
		return false
	}
	for _, arg := range f.Arguments {
		def := f.Definition.Arguments.ForName(arg.Name)
		if def == nil {
			continue
		}
		v, err := arg.Value.Value(m.variables)
		if err == nil && m.hasNewPassword(def.Type, def.Directives, v) {
			return true
		}
	}
	return false
}

// hasNewPassword reports whether the value of an argument or an input field is or has a new password.
func (m measure) hasNewPassword(t *ast.Type, directives ast.DirectiveList, v any) bool {
	if v == nil {
		return false
	}
	if isNewPassword(directives) {
		return true
	}
	def := m.schema.Types[t.Name()]
	object, ok := v.(map[string]any)
	if !ok || def == nil {
		return false
	}
	for name, each := range object {
		if field := def.Fields.ForName(name); field != nil && m.hasNewPassword(field.Type, field.Directives, each) {
			return true
		}
	}
	return false
}

// costs are the costs of fields with long texts, or that take time to compute. Every other field costs 1.
var costs = map[string]int{
	"Address.formatted": 8, "OrderAddress.formatted": 8, "Money.formatted": 2, "Customer.note": 20, "Order.note": 20,
	"CustomerCustomFields.json": 20, "AddressCustomFields.json": 20, "OrderCustomFields.json": 20,
	"Email.text": 50, "Email.html": 200,
}

func costOf(f *ast.Field) int {
	if f.ObjectDefinition == nil {
		return 1
	}
	return max(1, costs[f.ObjectDefinition.Name+"."+f.Name])
}

// times returns how often the fields below a field are read at most. The elements of a page are multiplied at the
// field of the page, which has the arguments.
func (m measure) times(f *ast.Field) int {
	if f.Definition == nil {
		return 1
	}
	args := f.Definition.Arguments
	switch {
	case args.ForName("first") != nil:
		return max(m.number(f, "first"), m.number(f, "last"), 1)
	case args.ForName("ids") != nil:
		return MaxNodeIDs
	case f.Definition.Type.Elem != nil && f.Name != "edges" && f.Name != "nodes":
		return shortList
	}
	return 1
}

func (m measure) number(f *ast.Field, name string) int {
	other := map[string]string{"first": "last", "last": "first"}[name]
	arg := f.Arguments.ForName(name)
	if arg == nil {
		if f.Arguments.ForName(other) == nil {
			return page.Default
		}
		return 0
	}
	v, err := arg.Value.Value(m.variables)
	if err != nil {
		return page.Max
	}
	switch v := v.(type) {
	case int64:
		return int(min(v, page.Max))
	case json.Number:
		n, err := v.Int64()
		if err != nil {
			return page.Max
		}
		return int(min(n, page.Max))
	}
	return page.Default
}
