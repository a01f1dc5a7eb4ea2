package records

import (
	"fmt"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/customfields"
	"clientele/models"
)

// field is something that a column of a CSV file can be read into.
type field struct {
	name   string
	perRow bool // each row of a record has its own value, such as a part of an address
	code   bool // holds codes, such as phone numbers: an apostrophe at the beginning is not part of them
	// set stores the text of a cell, which is not blank.
	set func(d *draft, text string)
}

// draft is a record that is being read from the rows of a CSV file.
type draft struct {
	layout *layout
	src    Source
	first  []string // cells of the first row
	size   int      // of the cells in bytes
	row    row      // that is being read
	column int      // that is being read

	customer *customerDraft
	order    *orderDraft
	// addresses are those of the row, by slot.
	addresses [slots]addressDraft
	locator
}

// The slots of the addresses of a row.
const (
	plainSlot = iota
	shippingSlot
	billingSlot
	slots
)

// slotNames are the first parts of the names of fields of addresses.
var slotNames = [slots]string{"address", "shipping", "billing"}

// fault adds a fault of the cell that is being read.
func (d *draft) fault(format string, args ...any) {
	d.src.add(Fault{d.row.n, d.layout.header[d.column], apperr.CodeInvalid, fmt.Sprintf(format, args...)})
}

// faultIn adds a fault of the column of a field in the first row of the record.
func (d *draft) faultIn(name string, code apperr.Code, format string, args ...any) {
	column := ""
	if i, ok := d.layout.byField[name]; ok {
		column = d.layout.header[i]
	}
	d.src.add(Fault{d.src.Row, column, code, fmt.Sprintf(format, args...)})
}

// begin starts a record with its first row.
func (d *draft) begin(r row) {
	d.src.Row, d.first = r.n, r.cells
	d.locator.layout, d.locator.row = d.layout, r.n
	d.add(r)
}

// add reads a row of the record.
func (d *draft) add(r row) {
	again := len(d.src.Raw) > 0
	d.row = r
	for d.src.Row+len(d.src.Raw) < r.n { // empty rows, so that the index of a row tells its number
		d.src.Raw = append(d.src.Raw, nil)
	}
	d.src.Raw = append(d.src.Raw, r.cells)
	for _, cell := range r.cells {
		d.size += len(cell)
	}
	d.src.add(r.faults...)
	if len(r.faults) > 0 {
		return
	}
	for i, cell := range r.cells {
		f := d.layout.fields[i]
		if f.set == nil || cell == "" || strings.TrimSpace(cell) == "" {
			continue
		}
		d.column = i
		if again && !f.perRow {
			if i < len(d.first) && !d.same(f, cell, d.first[i]) {
				d.fault("This must be empty, or the same as in row %d, which is of the same record", d.src.Row)
			}
			continue
		}
		f.set(d, unguard(cell, f.code))
	}
}

// same reports whether a cell of a further row agrees with that of the first one. Keys can differ in case.
func (d *draft) same(f field, cell, first string) bool {
	return cell == first || f.name == d.layout.keyOf(d.row) && sameKey(cell, first)
}

// custom adds the value of a custom field.
func custom(values *map[string]any, key, text string) {
	if *values == nil {
		*values = map[string]any{}
	}
	(*values)[key] = customfields.Text(text)
}

// addressDraft is an address that is being read.
type addressDraft struct {
	in      models.CreateAddressInput
	any     bool   // a cell has text
	name    string // the full name, if the file does not have its parts
	middle  string // name
	region  string // if the region has no code in the file
	country string // if the country has no code in the file
}

// tooLittle reports whether an address has only what other systems guess from the network address or from a name.
func (a *addressDraft) tooLittle() bool {
	return a.in.Line1 == nil && a.in.Line2 == nil && a.in.City == nil && a.in.Postcode == nil
}

// take returns the address of a slot, or nil if the row has none, and empties the slot.
func (d *draft) take(slot int) *models.CreateAddressInput {
	a := d.addresses[slot]
	d.addresses[slot] = addressDraft{}
	if !a.any || d.layout.system && a.tooLittle() {
		return nil
	}
	in := a.in
	if in.Region == nil && a.region != "" {
		in.Region = &a.region
	}
	if in.Country == "" {
		in.Country = d.layout.countries.code(a.country)
	}
	if in.FirstName == nil && in.LastName == nil && a.name != "" {
		in.FirstName = &a.name
	}
	if a.middle != "" {
		first := joined(value(in.FirstName), a.middle)
		in.FirstName = &first
	}
	return &in
}
