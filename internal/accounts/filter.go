package accounts

import (
	"strings"

	"clientele/internal/filter"
	"clientele/internal/input"
)

// CustomerFilter is conditions on customers, all of which must hold.
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
	HasPassword      *filter.BooleanFilter
	EmailVerified    *filter.BooleanFilter
	AcceptsMarketing *filter.BooleanFilter
	Orders           *CustomerOrdersFilter
	CreatedAt        *filter.DateTimeFilter
	UpdatedAt        *filter.DateTimeFilter
}

// CustomerOrdersFilter is conditions on a customer's orders taken together.
type CustomerOrdersFilter struct {
	Count        *filter.IntFilter
	LastPlacedAt *filter.DateTimeFilter
}

var (
	emailColumn      = filter.Column{SQL: "customers.email_key", Spelling: input.EmailKey, Patterns: "customers.email_fold"}
	nameColumn       = filter.Column{SQL: "customers.name_fold"}
	phoneColumn      = filter.Column{SQL: "customers.phone", Spelling: phoneSpelling, LikeSpelling: phonePattern}
	externalIDColumn = filter.Column{SQL: "customers.external_id_fold"}
)

func (f *CustomerFilter) expr() filter.Expr {
	if f == nil {
		return filter.Expr{}
	}
	all := []filter.Expr{
		f.ID.On("customers.id"), f.Email.On(emailColumn), f.Name.On(nameColumn), f.Phone.On(phoneColumn),
		f.ExternalID.On(externalIDColumn), f.Tags.On("customers.id", "customer_tags", "customer_id"),
		f.HasPassword.On("customers.password_hash IS NOT NULL"), f.EmailVerified.On("customers.email_verified"),
		f.AcceptsMarketing.On("customers.accepts_marketing"), f.CreatedAt.On("customers.created_at"), f.UpdatedAt.On("customers.updated_at"),
	}
	if f.Orders != nil {
		all = append(all, f.Orders.Count.On("customers.orders_count"), f.Orders.LastPlacedAt.On("customers.last_order_at"))
	}
	for _, sub := range f.And {
		all = append(all, sub.expr())
	}
	if f.Or != nil {
		any := make([]filter.Expr, len(f.Or))
		for i, sub := range f.Or {
			any[i] = sub.expr()
		}
		all = append(all, filter.Or(any...))
	}
	if f.Not != nil {
		all = append(all, filter.Not(f.Not.expr()))
	}
	return filter.And(all...)
}

// phoneSpelling is a number in its stored form, however it was typed.
func phoneSpelling(s string) string {
	if number, ok := input.ParsePhone(s, ""); ok {
		return number
	}
	return phonePattern(s)
}

var phoneMarks = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "/", "")

func phonePattern(s string) string { return phoneMarks.Replace(s) }
