package records

import (
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/customfields"
	"clientele/models"
)

// customerDraft is a customer that is being read.
type customerDraft struct {
	in                  accounts.UpsertCustomerInput
	first, middle, last string
	otherName           string // for customers without any other
	custom              customfields.Values
}

// customerFields are the fields of a customer, in the order in which they are written. Those of addresses and custom
// fields follow them.
var customerFields = []field{
	{"external_id", false, true, func(d *draft, text string) { d.customer.in.ExternalID = some(&text) }},
	{"email", false, false, func(d *draft, text string) { d.customer.in.Email = some(&text) }},
	{"name", false, false, func(d *draft, text string) { d.customer.in.Name = some(&text) }},
	{"phone", false, true, func(d *draft, text string) { d.customer.in.Phone = some(&text) }},
	{"locale", false, false, func(d *draft, text string) { d.customer.in.Locale = some(&text) }},
	{"accepts_marketing", false, false, func(d *draft, text string) {
		d.optionalBool(text, &d.customer.in.AcceptsMarketing)
	}},
	{"email_verified", false, false, func(d *draft, text string) {
		d.optionalBool(text, &d.customer.in.EmailVerified)
	}},
	{"disabled", false, false, func(d *draft, text string) { d.optionalBool(text, &d.customer.in.Disabled) }},
	{"disabled_reason", false, false, func(d *draft, text string) { d.customer.in.DisabledReason = some(&text) }},
	{"note", false, false, func(d *draft, text string) { d.customer.in.Note = some(&text) }},
	{"tags", false, false, func(d *draft, text string) { d.list(text, &d.customer.in.Tags) }},
	{"groups", false, false, func(d *draft, text string) { d.list(text, &d.customer.in.GroupNames) }},
	{"created_at", false, false, setCreatedAt},
	{"password_hash", false, false, func(d *draft, text string) {
		text = strings.TrimSpace(text)
		d.customer.in.PasswordHash = &text
	}},
}

// moreCustomerFields are fields that are read but not written.
var moreCustomerFields = []field{
	{"first_name", false, false, func(d *draft, text string) { d.customer.first = strings.TrimSpace(text) }},
	{"middle_name", false, false, func(d *draft, text string) { d.customer.middle = strings.TrimSpace(text) }},
	{"last_name", false, false, func(d *draft, text string) { d.customer.last = strings.TrimSpace(text) }},
	{"display_name", false, false, func(d *draft, text string) { d.customer.otherName = text }},
}

// customerField returns a field of customers by its name.
func customerField(name string) (field, bool) {
	for _, fields := range [][]field{customerFields, moreCustomerFields} {
		for _, f := range fields {
			if f.name == name {
				return f, true
			}
		}
	}
	if key, ok := strings.CutPrefix(name, "custom."); ok && key != "" {
		return field{name: name, set: func(d *draft, text string) { custom(&d.customer.custom, key, text) }}, true
	}
	return addressField(name, true)
}

func some[T any](value T) graphql.Omittable[T] { return graphql.OmittableOf(value) }

func (d *draft) optionalBool(text string, to *graphql.Omittable[*bool]) {
	var value bool
	d.boolean(text, &value)
	*to = some(&value)
}

func (d *draft) list(text string, to *graphql.Omittable[[]string]) {
	values, ok := parseList(text)
	if !ok {
		d.fault(notList)
		return
	}
	*to = some(values)
}

func setCreatedAt(d *draft, text string) {
	at, ok := parseTime(text)
	if !ok {
		d.fault(notTime)
		return
	}
	d.customer.in.CreatedAt = &at
}

// endRow adds the addresses of a row to the customer.
func (d *draft) endRow() {
	var added [slots]*models.CreateAddressInput
	for slot := range added {
		added[slot] = d.take(slot)
	}
	if in := added[shippingSlot]; in != nil {
		in.IsDefaultShipping = true
	}
	if in := added[billingSlot]; in != nil {
		in.IsDefaultBilling = true
		if to := added[shippingSlot]; to != nil && samePlace(to, in) {
			to.IsDefaultBilling, added[billingSlot] = true, nil
			if to.Phone == nil {
				to.Phone = in.Phone
			}
		}
	}
	for slot, in := range added {
		if in == nil {
			continue
		}
		d.book = append(d.book, origin{d.row.n, slot})
		d.customer.in.Addresses = append(d.customer.in.Addresses, in)
	}
}

// samePlace reports whether two addresses of a row are the same, except for the phone number, which some systems have
// only for one of them.
func samePlace(a, b *models.CreateAddressInput) bool {
	same := func(a, b *string) bool { return value(a) == value(b) }
	return same(a.Label, b.Label) && same(a.FirstName, b.FirstName) && same(a.LastName, b.LastName) &&
		same(a.Company, b.Company) && same(a.Line1, b.Line1) && same(a.Line2, b.Line2) && same(a.City, b.City) &&
		same(a.Region, b.Region) && same(a.Postcode, b.Postcode) && a.Country == b.Country &&
		same(a.Instructions, b.Instructions) && len(a.CustomFields)+len(b.CustomFields) == 0 &&
		(a.Phone == nil || b.Phone == nil || *a.Phone == *b.Phone)
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// joined returns the parts of a name with spaces between them.
func joined(parts ...string) string {
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// endCustomer returns the customer that was read.
func (d *draft) endCustomer() *Customer {
	c := d.customer
	if !c.in.Name.IsSet() {
		for _, name := range []string{joined(c.first, c.middle, c.last), c.otherName} {
			if name != "" {
				c.in.Name = some(&name)
				break
			}
		}
	}
	if _, ok := d.layout.byField["email"]; ok && !c.in.Email.IsSet() { // an error, unlike other empty cells
		c.in.Email = some(new(string))
	}
	if c.custom != nil {
		c.in.CustomFields = some(c.custom)
	}
	for _, a := range c.in.Addresses {
		d.nameRecipient(a)
	}
	if d.layout.finish != nil {
		d.layout.finish(d)
	}
	d.src.Column = d.locate
	return &Customer{Source: d.src, Input: c.in}
}

// nameRecipient fills in the recipient of an address that has none: the customer.
func (d *draft) nameRecipient(a *models.CreateAddressInput) {
	if a.FirstName != nil || a.LastName != nil || a.Company != nil && !d.layout.system {
		return
	}
	c := d.customer
	switch name := c.in.Name.Value(); {
	case c.first != "" || c.last != "":
		if first := strings.TrimSpace(c.first + " " + c.middle); first != "" {
			a.FirstName = &first
		}
		if c.last != "" {
			a.LastName = &c.last
		}
	case name != nil && *name != "" && a.Company == nil:
		a.FirstName = name
	}
}
