package graph

import (
	"context"

	"clientele/graph/executor"
	"clientele/graph/generated"
	"clientele/graph/loader"
	"clientele/internal/apperr"
	"clientele/internal/page"
	"clientele/models"
)

// resolvers answers the root fields. The fields below them are read as objects says.
type resolvers struct{ h *Handler }

func (r resolvers) Query() generated.QueryResolver       { return query{r.h} }
func (r resolvers) Mutation() generated.MutationResolver { return mutation{r.h} }

type (
	query    struct{ *Handler }
	mutation struct{ *Handler }
)

// result is the payload of a mutation that returns T.
type result[T any] = executor.Payload[T]

// reply returns the payload of a mutation. Errors that the user can fix become its user errors. Any other error is
// the error of the field.
func reply[T any](value T, err error) (*result[T], error) {
	e, ok := apperr.As(err)
	if err != nil && (!ok || e.Kind != apperr.Invalid) {
		return nil, err
	}
	p := &result[T]{Value: value}
	if err != nil {
		for i := range e.Fields {
			p.UserErrors = append(p.UserErrors, &e.Fields[i])
		}
	}
	return p, nil
}

// orNull returns null for a record that does not exist, or that the caller may not see. For a query that is an answer.
func orNull[T any](v *T, err error) (*T, error) {
	if apperr.Is(err, apperr.NotFound) {
		return nil, nil
	}
	return v, err
}

// orNullString returns null for an empty string.
func orNullString(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// objects says how the fields of objects are read that are not members of a struct, and which members of the parent are
// needed for them. Each object is registered in the file of its section.
func objects(services loader.Services) *executor.Fields {
	f := executor.NewFields()
	registerPages(f)
	registerCustomers(f)
	registerAddresses(f)
	registerOrders(f)
	registerCustomFields(f)
	registerStaff(f)
	registerShop(f)
	registerEmails(f)
	registerEvents(f)
	registerWebhooks(f, services.Webhooks)
	registerJobs(f, services.Jobs)
	registerConsent(f, services.Consent)
	registerMerging(f)
	registerOrderRecords(f)
	registerGroups(f)
	registerViews(f, services.Views)
	registerOverview(f, services.Overview)
	return f
}

// resolver reads a field of P.
type resolver[P, R any] = executor.Resolver[P, R]

func registerPages(f *executor.Fields) {
	executor.Method(f, "startCursor", (*page.PageInfo).StartCursor)
	executor.Method(f, "endCursor", (*page.PageInfo).EndCursor)
	registerConnection[models.Customer](f)
	registerConnection[models.Address](f)
	registerConnection[models.Order](f)
	registerConnection[models.Email](f)
	registerConnection[models.Event](f)
	registerConnection[models.WebhookDelivery](f)
	registerConnection[models.Job](f)
	registerConnection[models.JobFault](f)
	registerConnection[models.MarketingConsent](f)
}

func registerConnection[T any](f *executor.Fields) {
	executor.Method(f, "nodes", (*page.Connection[*T]).Nodes)
	executor.Resolve(f, "totalCount", func(ctx context.Context, c *page.Connection[*T]) (*int, error) {
		return c.TotalCount(ctx)
	})
	executor.Resolve(f, "totalCountEstimated", func(ctx context.Context, c *page.Connection[*T]) (*bool, error) {
		return c.TotalCountEstimated(ctx)
	})
	executor.Method(f, "cursor", func(e *page.Edge[*T]) string { return e.Cursor() })
}

// rootPage returns the page of T that the arguments of a root field ask for.
func rootPage[T any](ctx context.Context, first *int, after *string, last *int, before *string) page.Args {
	members := executor.RootMembers[T, page.Connection[*T]](ctx)
	return page.Args{First: first, After: after, Last: last, Before: before, Members: members}
}

// fieldPage returns the page of T that the arguments of a field of an object ask for.
func fieldPage[T any](s *executor.Selection) (page.Args, error) {
	args := page.Args{Members: executor.Members[T](s)}
	var err error
	if args.First, err = executor.Int(s, "first"); err != nil {
		return args, err
	}
	if args.Last, err = executor.Int(s, "last"); err != nil {
		return args, err
	}
	if args.After, err = executor.Text(s, "after"); err != nil {
		return args, err
	}
	args.Before, err = executor.Text(s, "before")
	return args, err
}
