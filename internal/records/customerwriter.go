package records

import (
	"encoding/json"
	"strings"
)

// customerCSV writes customers with a row for each address. The rows after the first have only the customer's external
// ID and email address, and the address.
type customerCSV struct{ csvWriter }

// Write implements Writer.
func (w *customerCSV) Write(c *ExportedCustomer) error {
	rows := 1
	if w.has("address.") {
		rows = max(1, len(c.Addresses))
	}
	for i := range rows {
		var a *ExportedAddress
		if i < len(c.Addresses) {
			a = &c.Addresses[i]
		}
		w.row(func(name string) string {
			if part, ok := strings.CutPrefix(name, "address."); ok {
				return a.text(part)
			}
			if i > 0 && name != "external_id" && name != "email" {
				return ""
			}
			return c.text(name)
		})
	}
	return nil
}

// text returns the text of a column that is not one of an address.
func (c *ExportedCustomer) text(name string) string {
	of := c.Customer
	switch name {
	case "external_id":
		return value(of.ExternalID)
	case "email":
		return of.Email
	case "name":
		return value(of.Name)
	case "phone":
		return value(of.Phone)
	case "locale":
		return value(of.Locale)
	case "accepts_marketing":
		return boolText(of.AcceptsMarketing)
	case "email_verified":
		return boolText(of.EmailVerified)
	case "disabled":
		return boolText(of.Disabled())
	case "disabled_reason":
		return value(of.DisabledReason)
	case "note":
		return value(of.Note)
	case "tags":
		if len(c.Tags) == 0 {
			return ""
		}
		return listText(c.Tags)
	case "groups":
		if len(c.Groups) == 0 {
			return ""
		}
		return listText(c.Groups)
	case "created_at":
		return timeText(of.CreatedAt)
	case "password_hash":
		return value(of.PasswordHash)
	}
	return jsonText(c.CustomFields[strings.TrimPrefix(name, "custom.")])
}

// text returns the text of a part of an address, and "" without one.
func (a *ExportedAddress) text(part string) string {
	if a == nil {
		return ""
	}
	of := a.Address
	switch part {
	case "label":
		return value(of.Label)
	case "country":
		return string(of.Country)
	case "instructions":
		return value(of.Instructions)
	case "default_shipping":
		return boolText(of.IsDefaultShipping)
	case "default_billing":
		return boolText(of.IsDefaultBilling)
	}
	if key, ok := strings.CutPrefix(part, "custom."); ok {
		return jsonText(a.CustomFields[key])
	}
	return value(a.part(part))
}

func (a *ExportedAddress) part(part string) *string {
	of := a.Address
	return placePart(part, of.FirstName, of.LastName, of.Company, &of.Line1, of.Line2, of.City, of.Region, of.Postcode,
		of.Phone)
}

// placeParts are the parts of the place and the recipient, before the country.
var placeParts = []string{
	"first_name", "last_name", "company", "line1", "line2", "city", "region", "postcode",
}

// placePart returns a part that addresses of customers and of orders have.
func placePart(
	part string, firstName, lastName, company, line1, line2, city, region, postcode, phone *string,
) *string {
	switch part {
	case "first_name":
		return firstName
	case "last_name":
		return lastName
	case "company":
		return company
	case "line1":
		return line1
	case "line2":
		return line2
	case "city":
		return city
	case "region":
		return region
	case "postcode":
		return postcode
	case "phone":
		return phone
	}
	return nil
}

// customerJSON writes customers as JSON objects with the members of UpsertCustomerInput. Members without a value are
// left out.
type customerJSON struct{ jsonWriter }

// Write implements Writer.
func (w *customerJSON) Write(c *ExportedCustomer) error {
	of := c.Customer
	o := w.object()
	o.text("external_id", of.ExternalID)
	o.text("email", &of.Email)
	o.text("name", of.Name)
	o.text("phone", of.Phone)
	o.text("locale", of.Locale)
	o.value("accepts_marketing", of.AcceptsMarketing)
	o.value("email_verified", of.EmailVerified)
	o.value("disabled", of.Disabled())
	o.text("disabled_reason", of.DisabledReason)
	o.text("note", of.Note)
	if len(c.Tags) > 0 {
		o.value("tags", c.Tags)
	}
	if len(c.Groups) > 0 {
		o.value("groups", c.Groups)
	}
	o.value("created_at", timeText(of.CreatedAt))
	o.text("password_hash", of.PasswordHash)
	o.custom(c.CustomFields)
	var addresses []json.RawMessage
	for _, a := range c.Addresses {
		in := o.within("address.")
		in.text("label", a.Address.Label)
		for _, part := range placeParts {
			in.text(part, a.part(part))
		}
		in.text("country", (*string)(&a.Address.Country))
		in.text("phone", a.Address.Phone)
		in.text("instructions", a.Address.Instructions)
		if a.Address.IsDefaultShipping {
			in.value("default_shipping", true)
		}
		if a.Address.IsDefaultBilling {
			in.value("default_billing", true)
		}
		in.custom(a.CustomFields)
		if in.any() {
			addresses = append(addresses, in.bytes())
		}
	}
	o.member("addresses", addresses, len(addresses) > 0)
	return w.write(o)
}
