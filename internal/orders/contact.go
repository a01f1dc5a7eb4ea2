package orders

import (
	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/events"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// UpdateOrderContactInput holds changes to an order's contact. Omitted fields keep their value; null clears a field.
type UpdateOrderContactInput struct {
	Name  graphql.Omittable[*string]
	Email graphql.Omittable[*string]
	Phone graphql.Omittable[*string]
}

// updateContact corrects an order's contact. Another email address revokes the guest's tokens, since the owner of the
// wrong address must not see the order.
func (s *Service) updateContact(c *change, in graphql.Omittable[*UpdateOrderContactInput]) error {
	below := at.At("contact")
	switch {
	case !in.IsSet():
		return nil
	case in.Value() == nil:
		c.f.Add(below, apperr.CodeRequired, "A contact is required")
		return nil
	case c.o.AnonymizedAt != nil:
		c.f.Add(below, apperr.CodeStepNotAllowed, anonymous)
		return nil
	}
	to, before := in.Value(), *c.o
	if to.Name.IsSet() {
		if name := input.Name(&c.f, below.At("name"), to.Name.Value()); name != nil && *name != "" {
			c.o.ContactName, c.o.ContactNameFold = *name, fold.Text(*name)
		} else if !c.f.Has(below.At("name")) {
			c.f.Add(below.At("name"), apperr.CodeRequired, "A name is required")
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
	var changed events.Changes
	changed.String("contact.name", before.ContactName, c.o.ContactName)
	changed.String("contact.email", before.ContactEmail, c.o.ContactEmail)
	changed.Text("contact.phone", before.ContactPhone, c.o.ContactPhone)
	if !c.f.Empty() || len(changed) == 0 {
		return nil
	}
	c.o.SearchText = searchText(c.o)
	c.addEvent(models.EventOrderContactChanged, changed, nil)
	if c.o.ContactEmailKey == before.ContactEmailKey || !c.o.Guest {
		return nil
	}
	return s.revokeGuestTokens(c)
}
