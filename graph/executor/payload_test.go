package executor_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"clientele/graph/executor"
	"clientele/internal/apperr"
)

const payloadSchema = schemaText + `
type Mutation { create: CreatePayload  delete: DeletePayload  update: UpdatePayload  replace: ReplacePayload }
type CreatePayload { thing: Thing  thingId: ID  token: String  userErrors: [UserError!]! }
type DeletePayload { deletedId: ID  userErrors: [UserError!]! }
type UpdatePayload { thing: Thing  thingId: ID  userErrors: [UserError!]! }
type ReplacePayload { thing: Thing  thingId: ID  userErrors: [UserError!]! }
type UserError { message: String! }
`

type created struct {
	Thing *Thing
	Token *string
}

func TestPayloads(t *testing.T) {
	id, token := "t1", "secret"
	thing := &Thing{ID: id, Parts: []Part{{Key: "p", good: true}}}
	errs := []*apperr.FieldError{{Message: "too long"}}
	both := &executor.Payload[created]{Value: created{thing, &token}}
	for _, c := range []struct {
		name, query string
		payload     any
		want        string
		errs        string
	}{
		{
			"several values", `mutation { create { thing { id } thingId token userErrors { message } } }`, both,
			`{"thing":{"id":"t1"},"thingId":"t1","token":"secret","userErrors":[]}`, "",
		},
		{
			"no record", `mutation { create { thing { id } thingId token } }`, &executor.Payload[created]{},
			`{"thing":null,"thingId":null,"token":null}`, "",
		},
		{
			"one value", `mutation { replace { __typename thing { id } id: thingId thingId } }`,
			&executor.Payload[*Thing]{Value: thing},
			`{"__typename":"ReplacePayload","thing":{"id":"t1"},"id":"t1","thingId":"t1"}`, "",
		},
		{
			"a value that is not a record", `mutation { delete { deletedId userErrors { message } } }`,
			&executor.Payload[*string]{Value: &id}, `{"deletedId":"t1","userErrors":[]}`, "",
		},
		{
			"user errors", `mutation { delete { deletedId userErrors { message } } }`,
			&executor.Payload[*string]{UserErrors: errs}, `{"deletedId":null,"userErrors":[{"message":"too long"}]}`, "",
		},
		{
			"a panic below one member", `mutation { create { thing { boom } token } }`, both,
			`{"thing":null,"token":"secret"}`, "create.thing",
		},
		{
			"an error below one member", `mutation { create { a: thing { must } token } }`, both,
			`{"a":null,"token":"secret"}`, "create.a.must",
		},
		{
			"too large below one member", `mutation { create { thing { tags } token userErrors { message } } }`,
			&executor.Payload[created]{Value: created{&Thing{Tags: make([]string, 5000)}, &token}},
			`{"thing":null,"token":"secret","userErrors":[]}`, "create.thing",
		},
		{
			"a refused record", `mutation { update { thing { id } thingId } }`, &executor.Payload[*Thing]{Value: thing},
			`{"thing":null,"thingId":"t1"}`, "update.thing",
		},
		{
			"no record that could be refused", `mutation { update { thing { id } thingId } }`,
			&executor.Payload[*Thing]{}, `{"thing":null,"thingId":null}`, "",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, paths := writePayload(t, c.query, c.payload)
			if got != c.want || paths != c.errs {
				t.Errorf("got %s with errors at %q, want %s with errors at %q", got, paths, c.want, c.errs)
			}
		})
	}
}

// writePayload returns the answer of a mutation, and the paths of its errors. UpdatePayload.thing is refused.
func writePayload(t *testing.T, query string, payload any) (text, paths string) {
	t.Helper()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: payloadSchema})
	doc, err := gqlparser.LoadQueryWithRules(schema, query, nil)
	if err != nil {
		t.Fatal(err)
	}
	op := &graphql.OperationContext{
		Doc: doc, Operation: doc.Operations[0],
		RecoverFunc: func(_ context.Context, v any) error { return fmt.Errorf("panic: %v", v) },
	}
	ctx := graphql.WithOperationContext(t.Context(), op)
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, op.RecoverFunc)
	refuse := func(_ context.Context, object, field string) error {
		if object+"."+field == "UpdatePayload.thing" {
			return errors.New("refused")
		}
		return nil
	}
	ctx = executor.With(ctx, &executor.Operation{
		Fields: fields(), Schema: schema, Refuse: refuse, MaxBytes: 10_000, TooLarge: errLarge,
	})
	root := graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Mutation"})[0]
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: "Mutation", Field: root})
	var out bytes.Buffer
	if err := executor.Of(payload).MarshalGQLContext(ctx, &out); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, err := range graphql.GetErrors(ctx) {
		all = append(all, err.Path.String())
	}
	slices.Sort(all)
	return out.String(), strings.Join(all, " ")
}
