package accounts

import (
	"slices"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/input"
	"clientele/models"
)

// CustomerFilter contains conditions on customers, all of which must match.
type CustomerFilter struct {
	And              []*CustomerFilter
	Or               []*CustomerFilter
	Not              *CustomerFilter
	ID               *filter.IDFilter
	Email            *filter.StringFilter
	Name             *filter.StringFilter
	Phone            *filter.StringFilter
	ExternalID       *filter.StringFilter
	Tags             *filter.TagFilter
	Groups           *CustomerGroupFilter
	HasPassword      *filter.BooleanFilter
	EmailVerified    *filter.BooleanFilter
	AcceptsMarketing *filter.BooleanFilter
	Marketing        *MarketingFilter
	Disabled         *filter.BooleanFilter
	ErasureRequested *filter.BooleanFilter
	Orders           *CustomerOrdersFilter
	CreatedAt        *filter.DateTimeFilter
	UpdatedAt        *filter.DateTimeFilter
	CustomFields     customfields.Values
}

// MarketingFilter contains a condition on a customer's current consent to marketing.
type MarketingFilter struct {
	Channel models.MarketingChannel
	State   []models.MarketingState
}

// expr returns the filter as an SQL condition. Too few or too many states are apperr.BadInput.
func (f *MarketingFilter) expr() (filter.Expr, error) {
	if f == nil {
		return filter.Expr{}, nil
	}
	if n := len(f.State); n < 1 || n > 3 {
		return filter.Expr{}, apperr.Bad("marketing: give 1 to 3 states, not %d", n)
	}
	state := filter.Enum("consents.state", nil, f.State)
	return filter.SQL("customers.id IN (SELECT customer_id FROM consents WHERE current AND customer_id IS NOT NULL "+
		"AND channel = ? AND "+state.SQL+")", append([]any{f.Channel}, state.Args...)...), nil
}

// CustomerOrdersFilter contains conditions on the totals of a customer's orders.
type CustomerOrdersFilter struct {
	Count        *filter.IntFilter
	LastPlacedAt *filter.DateTimeFilter
}

var (
	emailColumn = filter.Column{
		SQL: "customers.email_key", Spelling: input.EmailKey, Patterns: "customers.email_fold",
	}
	nameColumn       = filter.Column{SQL: "customers.name_fold"}
	phoneColumn      = filter.Column{SQL: "customers.phone", Spelling: phoneSpelling, LikeSpelling: phonePattern}
	externalIDColumn = filter.Column{SQL: "customers.external_id_fold"}
)

// expr returns the filter as an SQL condition. custom returns the conditions for custom fields, and text those for
// search terms.
func (f *CustomerFilter) expr(
	custom func(customfields.Values) (filter.Expr, error), text filter.Searcher,
) (filter.Expr, error) {
	if f == nil {
		return filter.Expr{}, nil
	}
	fields, err := custom(f.CustomFields)
	if err != nil {
		return filter.Expr{}, err
	}
	marketing, err := f.Marketing.expr()
	if err != nil {
		return filter.Expr{}, err
	}
	all := []filter.Expr{
		f.ID.On("customers.id"), f.Email.On(emailColumn.In(text)), f.Name.On(nameColumn.In(text)),
		f.Phone.On(phoneColumn.In(text)), f.ExternalID.On(externalIDColumn),
		f.Tags.On("customers.id", "customer_tags", "customer_id"), f.Groups.expr(),
		f.HasPassword.OnSet("customers.password_hash"), f.EmailVerified.OnColumn("customers.email_verified"),
		f.AcceptsMarketing.OnColumn("customers.accepts_marketing"), f.Disabled.OnSet("customers.disabled_at"),
		f.ErasureRequested.OnSet("customers.erasure_due_at"), marketing,
		f.CreatedAt.On("customers.created_at"), f.UpdatedAt.On("customers.updated_at"), fields,
	}
	if f.Orders != nil {
		all = append(all,
			f.Orders.Count.On("customers.orders_count"), f.Orders.LastPlacedAt.On("customers.last_order_at"))
	}
	nested, err := filter.Nested(f.And, f.Or, f.Not, func(sub *CustomerFilter) (filter.Expr, error) {
		return sub.expr(custom, text)
	})
	return filter.And(append(all, nested)...), err
}

// usesOrders reports whether the filter contains a condition on orders.
func (f *CustomerFilter) usesOrders() bool {
	return f != nil && (f.Orders != nil || f.Not.usesOrders() ||
		slices.ContainsFunc(f.And, (*CustomerFilter).usesOrders) ||
		slices.ContainsFunc(f.Or, (*CustomerFilter).usesOrders))
}

// phoneSpelling returns a phone number in its stored form.
func phoneSpelling(s string) string {
	if number, ok := input.ParsePhone(s, ""); ok {
		return number
	}
	return phonePattern(s)
}

var phoneMarks = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "")

func phonePattern(s string) string { return phoneMarks.Replace(s) }
