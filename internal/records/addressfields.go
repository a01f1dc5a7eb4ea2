package records

import "strings"

// addressPart is a part of an address.
type addressPart struct {
	name string
	code bool
	set  func(d *draft, a *addressDraft, text string)
}

// addressParts are the parts of addresses, in the order in which they are written.
var addressParts = []addressPart{
	{"label", false, func(_ *draft, a *addressDraft, text string) { a.in.Label = &text }},
	{"first_name", false, func(_ *draft, a *addressDraft, text string) { a.in.FirstName = &text }},
	{"last_name", false, func(_ *draft, a *addressDraft, text string) { a.in.LastName = &text }},
	{"company", false, func(_ *draft, a *addressDraft, text string) { a.in.Company = &text }},
	{"line1", false, func(_ *draft, a *addressDraft, text string) { a.in.Line1 = &text }},
	{"line2", false, func(_ *draft, a *addressDraft, text string) { a.in.Line2 = &text }},
	{"city", false, func(_ *draft, a *addressDraft, text string) { a.in.City = &text }},
	{"region", false, func(_ *draft, a *addressDraft, text string) { a.in.Region = &text }},
	{"postcode", true, func(_ *draft, a *addressDraft, text string) { a.in.Postcode = &text }},
	{"country", false, func(d *draft, a *addressDraft, text string) { a.in.Country = d.layout.countries.code(text) }},
	{"phone", true, func(_ *draft, a *addressDraft, text string) { a.in.Phone = &text }},
	{"instructions", false, func(_ *draft, a *addressDraft, text string) { a.in.Instructions = &text }},
	{"default_shipping", false, func(d *draft, a *addressDraft, text string) {
		d.boolean(text, &a.in.IsDefaultShipping)
	}},
	{"default_billing", false, func(d *draft, a *addressDraft, text string) {
		d.boolean(text, &a.in.IsDefaultBilling)
	}},
}

// moreAddressParts are parts that are read but not written.
var moreAddressParts = []addressPart{
	{"name", false, func(_ *draft, a *addressDraft, text string) { a.name = text }},
	{"middle_name", false, func(_ *draft, a *addressDraft, text string) { a.middle = text }},
	{"street", false, func(_ *draft, a *addressDraft, text string) { a.setStreet(text) }},
	{"region_name", false, func(_ *draft, a *addressDraft, text string) { a.region = text }},
	{"country_name", false, func(_ *draft, a *addressDraft, text string) { a.country = text }},
}

// addressField returns a field of an address, such as "address.line1", "billing.city" or "address.custom.gateCode".
// Order addresses have no defaults; perRow is set for those of a customer, who can have one in each row.
func addressField(name string, perRow bool) (field, bool) {
	before, part, _ := strings.Cut(name, ".")
	slot := -1
	for i, n := range slotNames {
		if n == before {
			slot = i
		}
	}
	if slot < 0 {
		return field{}, false
	}
	if key, ok := strings.CutPrefix(part, "custom."); ok && key != "" {
		return field{name: name, perRow: perRow, set: func(d *draft, text string) {
			d.addresses[slot].any = true
			custom(&d.addresses[slot].in.CustomFields, key, text)
		}}, true
	}
	for _, parts := range [][]addressPart{addressParts, moreAddressParts} {
		for _, p := range parts {
			if p.name != part {
				continue
			}
			return field{name: name, perRow: perRow, code: p.code, set: func(d *draft, text string) {
				a := &d.addresses[slot]
				a.any = true
				p.set(d, a, text)
			}}, true
		}
	}
	return field{}, false
}

// setStreet stores a street with line breaks. The lines after the first are joined.
func (a *addressDraft) setStreet(text string) {
	line1, more, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n"), "\n")
	a.in.Line1 = &line1
	if more = strings.ReplaceAll(more, "\n", ", "); strings.TrimSpace(more) != "" {
		a.in.Line2 = &more
	}
}

func (d *draft) boolean(text string, to *bool) {
	value, ok := parseBool(text)
	if !ok {
		d.fault(notBoolean)
		return
	}
	*to = value
}
