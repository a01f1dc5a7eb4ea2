package graph

import (
	"context"

	"clientele/graph/tree"
	"clientele/internal/addressbook"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/internal/mail"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/models"
)

// objects is how the objects of answers are read: what is no plain member, with the members of the parent that it looks at. Each
// object's part is in the file of its section.
func objects() *tree.Fields {
	f := tree.NewFields()
	customerFields(f)
	addressFields(f)
	orderFields(f)
	shopObjects(f)
	introspectionFields(f)
	tree.Method(f, "startCursor", (*page.PageInfo).StartCursor)
	tree.Method(f, "endCursor", (*page.PageInfo).EndCursor)
	connection[models.Customer](f)
	connection[models.Address](f)
	connection[models.Order](f)
	connection[models.Email](f)
	return f
}

// connection registers the page of a list and its elements.
func connection[T any](f *tree.Fields) {
	tree.Method(f, "nodes", (*page.Connection[*T]).Nodes)
	tree.Resolve(f, "totalCount", func(ctx context.Context, c *page.Connection[*T]) (*int, error) { return c.TotalCount(ctx) })
	tree.Resolve(f, "totalCountEstimated", func(ctx context.Context, c *page.Connection[*T]) (*bool, error) {
		return c.TotalCountEstimated(ctx)
	})
	tree.Method(f, "cursor", func(e *page.Edge[*T]) string { return e.Cursor() })
}

// ofCustomer is what a field of a customer is read from.
type ofCustomer[R any] = func(context.Context, *models.Customer) (R, error)

func customerFields(f *tree.Fields) {
	tree.Method(f, "hasPassword", (*models.Customer).HasPassword, "PasswordHash")
	tree.Resolve(f, "tags", func(ctx context.Context, c *models.Customer) ([]string, error) {
		return loadersOf(ctx).tags.load(ctx, c.ID)
	}, "ID")
	tree.ResolveWith(f, "addresses", func(ctx context.Context, n *tree.Node) (ofCustomer[*page.Connection[*models.Address]], error) {
		pages, err := window[models.Address](n)
		batch := loadersOf(ctx).addressPage(pages)
		return func(ctx context.Context, c *models.Customer) (*page.Connection[*models.Address], error) {
			return batch.load(ctx, c.ID)
		}, err
	}, "ID")
	tree.Resolve(f, "defaultShippingAddress", func(ctx context.Context, c *models.Customer) (*models.Address, error) {
		defaults, err := loadersOf(ctx).defaults.load(ctx, c.ID)
		return defaults.Shipping, err
	}, "ID")
	tree.Resolve(f, "defaultBillingAddress", func(ctx context.Context, c *models.Customer) (*models.Address, error) {
		defaults, err := loadersOf(ctx).defaults.load(ctx, c.ID)
		return defaults.Billing, err
	}, "ID")
	tree.ResolveWith(f, "orders", func(ctx context.Context, n *tree.Node) (ofCustomer[*page.Connection[*models.Order]], error) {
		pages, err := window[models.Order](n)
		if err != nil {
			return nil, err
		}
		filter, err := tree.Input[orders.OrderFilter](ctx, n, "filter")
		if err != nil {
			return nil, err
		}
		by, err := tree.Input[orders.OrderSort](ctx, n, "orderBy")
		if err != nil {
			return nil, err
		}
		batch := loadersOf(ctx).orderPage(pages, filter, by)
		return func(ctx context.Context, c *models.Customer) (*page.Connection[*models.Order], error) {
			return batch.load(ctx, c.ID)
		}, nil
	}, "ID")
	tree.Resolve(f, "sessions", func(ctx context.Context, c *models.Customer) ([]*models.Session, error) {
		return loadersOf(ctx).sessions.load(ctx, c.ID)
	}, "ID")
	tree.Resolve(f, "current", func(ctx context.Context, s *models.Session) (bool, error) {
		return auth.From(ctx).SessionID == s.ID, nil
	}, "ID")
	customFieldsOf(f, models.OwnerCustomer, func(c *models.Customer) string { return c.ID })
	tree.Apart[models.Customer](f, "tags", "addresses", "defaultShippingAddress", "defaultBillingAddress", "orders", "sessions", "customFields")
}

func addressFields(f *tree.Fields) {
	tree.Method(f, "formatted", addressbook.Formatted, "FirstName", "LastName", "Company", "Line1", "Line2", "City", "Region", "Postcode", "Country")
	tree.Method(f, "formatted", addressbook.FormattedCopy)
	customFieldsOf(f, models.OwnerAddress, func(a *models.Address) string { return a.ID })
	copiedFieldsOf(f)
}

func orderFields(f *tree.Fields) {
	tree.Method(f, "contact", (*models.Order).Contact, "ContactName", "ContactEmail", "ContactPhone")
	tree.Method(f, "subtotal", (*models.Order).Subtotal, "SubtotalMinor", "Currency")
	tree.Method(f, "shippingTotal", (*models.Order).ShippingTotal, "ShippingMinor", "Currency")
	tree.Method(f, "taxTotal", (*models.Order).TaxTotal, "TaxMinor", "Currency")
	tree.Method(f, "taxIncluded", (*models.Order).TaxIncluded, "TaxIncludedMinor", "Currency")
	tree.Method(f, "discountTotal", (*models.Order).DiscountTotal, "DiscountMinor", "Currency")
	tree.Method(f, "total", (*models.Order).Total, "TotalMinor", "Currency")
	tree.Resolve(f, "customer", func(ctx context.Context, o *models.Order) (*models.Customer, error) {
		if o.CustomerID == nil || o.ByToken {
			return nil, nil
		}
		return loadersOf(ctx).customers.load(ctx, *o.CustomerID)
	}, "CustomerID")
	tree.Resolve(f, "items", func(ctx context.Context, o *models.Order) ([]*models.OrderItem, error) {
		return loadersOf(ctx).items.load(ctx, o.ID)
	}, "ID")
	tree.Resolve(f, "history", func(ctx context.Context, o *models.Order) ([]*models.OrderEvent, error) {
		return loadersOf(ctx).history.load(ctx, o.ID)
	}, "ID")
	tree.Method(f, "steps", orders.Steps, "Status", "Payment", "Shipping", "Guest")
	customFieldsOf(f, models.OwnerOrder, func(o *models.Order) string { return o.ID })
	tree.Apart[models.Order](f, "customer", "items", "history", "customFields")
	tree.Method(f, "actor", (*models.OrderEvent).Actor)
	tree.Method(f, "from", (*models.OrderEvent).From)
	tree.Method(f, "to", (*models.OrderEvent).To)
	tree.Method(f, "externalIdFrom", (*models.OrderEvent).ExternalIDFrom)
	tree.Method(f, "externalIdTo", (*models.OrderEvent).ExternalIDTo)
	tree.Resolve(f, "customerId", func(ctx context.Context, e *models.OrderEvent) (*string, error) {
		return customerIDFor(auth.From(ctx), e.CustomerID)
	})
	tree.Resolve(f, "id", func(ctx context.Context, a *models.OrderActor) (*string, error) {
		if a.Kind != models.ActorCustomer {
			return a.ID, nil
		}
		return customerIDFor(auth.From(ctx), a.ID)
	})
	tree.Method(f, "unitPrice", (*models.OrderItem).UnitPrice)
	tree.Method(f, "total", (*models.OrderItem).Total)
	tree.Method(f, "taxIncluded", (*models.OrderItem).TaxIncluded)
	tree.Method(f, "amount", func(m *models.Money) models.Decimal { return m.Amount() })
	tree.ResolveWith(f, "formatted", func(_ context.Context, n *tree.Node) (func(context.Context, *models.Money) (string, error), error) {
		locale, err := tree.Text(n, "locale")
		return func(_ context.Context, m *models.Money) (string, error) { return m.Formatted(locale), nil }, err
	})
}

// customerIDFor is the id of a customer in an order's history, which needs the scope to read customers as
// Order.customer does.
func customerIDFor(caller auth.Caller, id *string) (*string, error) {
	if id == nil || caller.Can(models.CustomersRead) {
		return id, nil
	}
	return nil, apperr.Scope(string(models.CustomersRead))
}

func shopObjects(f *tree.Fields) {
	tree.Name[models.APIKey](f, "ApiKey")
	tree.Method(f, "scopes", (*models.APIKey).Scopes)
	tree.Method(f, "createdBy", (*models.APIKey).CreatedBy)
	tree.Method(f, "scopes", (*models.StaffMember).Scopes)
	tree.Resolve(f, "apiKeys", func(ctx context.Context, m *models.StaffMember) ([]*models.APIKey, error) {
		return loadersOf(ctx).memberKeys.load(ctx, m.ID)
	}, "ID")
	tree.Method(f, "invited", (*models.StaffMember).Invited)
	tree.Method(f, "rules", (*models.CustomField).Rules)
	tree.Method(f, "options", (*models.CustomField).Options)
	tree.Method(f, "nextAttemptAt", (*models.Email).NextAttemptAt)
	mailContent(f, "subject", func(m *models.Email) *string { return m.Subject })
	mailContent(f, "text", func(m *models.Email) *string { return m.Text })
	mailContent(f, "html", func(m *models.Email) *string { return m.HTML })
	tree.Method(f, "passwordRules", func(*models.Shop) input.PasswordRules { return input.Rules() })
}

// mailContent registers a field with a part of what an email says.
func mailContent(f *tree.Fields, field string, part func(*models.Email) *string) {
	tree.Resolve(f, field, func(ctx context.Context, m *models.Email) (*string, error) {
		if err := mail.MayRead(auth.From(ctx)); err != nil {
			return nil, err
		}
		return part(m), nil
	})
}

// window returns the page of T that a field's arguments ask for.
func window[T any](n *tree.Node) (page.Args, error) {
	args := page.Args{Members: tree.Members[T](n)}
	var err error
	if args.First, err = tree.Int(n, "first"); err != nil {
		return args, err
	}
	if args.Last, err = tree.Int(n, "last"); err != nil {
		return args, err
	}
	if args.After, err = tree.Text(n, "after"); err != nil {
		return args, err
	}
	args.Before, err = tree.Text(n, "before")
	return args, err
}
