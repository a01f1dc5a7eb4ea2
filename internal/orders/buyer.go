package orders

import (
	"cmp"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/fold"
	"clientele/internal/input"
	"clientele/models"
)

// resolveAddresses sets both addresses of the draft: saved ones from the address book, new ones from the input.
func (s *Service) resolveAddresses(tx *gorm.DB, d *draft) error {
	ship, bill := at.At("shippingAddress"), at.At("billingAddress")
	if d.in.SaveAddress && d.customerID == "" {
		d.f.Add(at.At("saveAddress"), apperr.CodeInvalid, "Guests have no address book")
	}
	var err error
	if d.in.ShippingAddress == nil {
		d.f.Add(ship, apperr.CodeRequired, "A shipping address is required")
	} else if d.ship, err = s.resolveAddress(tx, d, ship, d.in.ShippingAddress); err != nil {
		return err
	}
	same := d.in.BillingSameAsShipping
	switch {
	case d.in.BillingAddress != nil && same != nil && *same:
		d.f.Add(bill, apperr.CodeInvalid, "Provide either a billing address or billingSameAsShipping, not both")
	case d.in.BillingAddress != nil:
		d.bill, err = s.resolveAddress(tx, d, bill, d.in.BillingAddress)
	case d.billsShippingAddress():
		d.bill = d.ship
	default:
		d.f.Add(bill, apperr.CodeRequired, "A billing address or billingSameAsShipping is required")
	}
	return err
}

// billsShippingAddress reports whether the shipping address is also the billing address: because the input says so, or
// says nothing. Visitors must say it, because they enter the whole order themselves.
func (d *draft) billsShippingAddress() bool {
	if d.in.BillingAddress != nil {
		return false
	}
	if same := d.in.BillingSameAsShipping; same != nil {
		return *same
	}
	return d.caller.Kind != auth.Anonymous
}

func (s *Service) resolveAddress(tx *gorm.DB, d *draft, at apperr.Path, in *CheckoutAddress) (models.Address, error) {
	switch {
	case (in.AddressID == nil) == (in.Address == nil):
		d.f.Add(at, apperr.CodeInvalid, "Provide either a saved address or a new address")
	case in.Address != nil:
		a := s.o.Addresses.Check(&d.f, at.At("address"), *in.Address)
		return a, nil
	default:
		var found *models.Address
		err := error(apperr.Missing("address"))
		if d.customerID != "" {
			found, err = s.o.Addresses.FindIn(tx, d.customerID, *in.AddressID)
		}
		if apperr.Is(err, apperr.NotFound) {
			d.f.Add(at.At("addressId"), apperr.CodeNotFound, "The customer has no such address")
			return models.Address{}, nil
		}
		if err != nil {
			return models.Address{}, err
		}
		return *found, nil
	}
	return models.Address{}, nil
}

// saveAddresses saves new addresses to the customer's address book.
func (s *Service) saveAddresses(tx *gorm.DB, d *draft) error {
	var saved []string
	for _, save := range d.save {
		a := d.ship
		if save.billing {
			a = d.bill
		}
		id, err := s.o.Addresses.SaveIn(tx, d.caller, d.customerID, a, save.custom, saved)
		if e, ok := apperr.As(err); ok && e.Kind == apperr.Invalid {
			return apperr.Field(at.At("saveAddress"), e.Fields[0].Code, e.Fields[0].Message)
		}
		if err != nil {
			return fmt.Errorf("save address: %w", err)
		}
		saved = append(saved, id)
	}
	return nil
}

// contact is the person who receives messages about the order.
type contact struct {
	name  string
	email input.Address
	phone *string
}

// contact returns the contact in the input, completed from the customer's account.
func (d *draft) contact() contact { return d.contactBelow(at.At("contact")) }

// contactBelow is contact with the path of the contact.
func (d *draft) contactBelow(below apperr.Path) contact {
	in := d.in.Contact
	if in == nil {
		in = &OrderContactInput{}
	}
	c := contact{phone: input.Phone(&d.f, below.At("phone"), in.Phone, d.ship.Country, nil)}
	if name := input.Name(&d.f, below.At("name"), in.Name); name != nil {
		c.name = *name
	}
	switch {
	case in.Email != nil:
		c.email = input.Email(&d.f, below.At("email"), *in.Email)
	case d.customer != nil:
		c.email, _ = input.ParseEmail(d.customer.Email)
	default:
		d.f.Add(below.At("email"), apperr.CodeRequired, "Guests must provide an email address")
	}
	if d.customer == nil {
		if c.name == "" && !d.f.Has(below.At("name")) {
			d.f.Add(below.At("name"), apperr.CodeRequired, "Guests must provide a name")
		}
		return c
	}
	if in.Phone == nil {
		c.phone = d.customer.Phone
	}
	c.name = cmp.Or(c.name, text(d.customer.Name), recipient(d.ship), text(d.ship.Company), localPart(c.email.Shown))
	return c
}

func recipient(a models.Address) string {
	return strings.TrimSpace(text(a.FirstName) + " " + text(a.LastName))
}

func localPart(email string) string {
	local, _, _ := strings.Cut(email, "@")
	return local
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// orderAddress returns an order's copy of an address.
func orderAddress(a models.Address) models.OrderAddress {
	return models.OrderAddress{
		FirstName: a.FirstName, LastName: a.LastName, Company: a.Company, Line1: a.Line1, Line2: a.Line2, City: a.City,
		Region: a.Region, Postcode: a.Postcode, Country: a.Country, Phone: a.Phone, Instructions: a.Instructions,
		NameFold: fold.Text(fold.Join(a.FirstName, a.LastName, a.Company)), PostcodeFold: fold.Text(text(a.Postcode)),
	}
}
