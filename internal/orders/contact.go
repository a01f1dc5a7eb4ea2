package orders

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// UpdateOrderContactInput is changes to whom an order's messages go to: what is left out stays, null clears.
type UpdateOrderContactInput struct {
	Name  graphql.Omittable[*string]
	Email graphql.Omittable[*string]
	Phone graphql.Omittable[*string]
}

// recontact corrects whom an order's messages go to. Another email address ends the guest's tokens: whoever got one at the
// wrong address must not see where the order goes.
func (s *Service) recontact(c *change, in graphql.Omittable[*UpdateOrderContactInput]) error {
	below := at.At("contact")
	switch {
	case !in.IsSet():
		return nil
	case in.Value() == nil:
		c.f.Add(below, apperr.CodeRequired, "an order has a contact")
		return nil
	}
	to, before := in.Value(), *c.o
	if to.Name.IsSet() {
		if name := input.Name(&c.f, below.At("name"), to.Name.Value()); name != nil && *name != "" {
			c.o.ContactName, c.o.ContactNameFold = *name, fold.Text(*name)
		} else if !c.f.Has(below.At("name")) {
			c.f.Add(below.At("name"), apperr.CodeRequired, "the contact of an order has a name")
		}
	}
	if to.Email.IsSet() {
		email := input.Email(&c.f, below.At("email"), text(to.Email.Value()))
		c.o.ContactEmail, c.o.ContactEmailKey, c.o.ContactEmailFold = email.Shown, email.Key, email.Fold
	}
	if to.Phone.IsSet() {
		c.o.ContactPhone = input.Phone(&c.f, below.At("phone"), to.Phone.Value(), c.o.ShippingAddress.Country,
			func() *string { return before.ContactPhone })
	}
	if !c.f.Empty() || c.o.ContactName == before.ContactName && c.o.ContactEmail == before.ContactEmail &&
		equal(c.o.ContactPhone, before.ContactPhone) {
		return nil
	}
	c.o.SearchText = searchText(c.o)
	c.happened(models.OrderContactChanged, nil, nil, nil)
	if c.o.ContactEmailKey == before.ContactEmailKey || !c.o.Guest {
		return nil
	}
	return s.revokeGuestTokens(c)
}
