package records

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"clientele/internal/apperr"
	"clientele/models"
)

// jsonRecord is a record that is being read from a JSON object. Values of the wrong type are faults.
type jsonRecord struct {
	src Source
}

// member is a member of a JSON object.
type member struct {
	name string
	text json.RawMessage
}

// at is the place of a value in a record, such as "addresses.0.postcode".
type at string

func (a at) member(name string) at {
	if a == "" {
		return at(name)
	}
	return a + "." + at(name)
}

func (a at) item(i int) at { return a.member(fmt.Sprint(i)) }

func (j *jsonRecord) fault(a at, code apperr.Code, format string, args ...any) {
	j.src.add(Fault{j.src.Row, string(a), code, fmt.Sprintf(format, args...)})
}

// members returns the members of an object in their order. A second member with the same name is an error, since one of
// the values would be lost.
func members(text []byte) ([]member, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, models.FormError("Must be a JSON object")
	}
	var list []member
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, notObject(err)
		}
		m := member{name: fmt.Sprint(name)}
		if err := d.Decode(&m.text); err != nil {
			return nil, notObject(err)
		}
		if seen[m.name] {
			return nil, models.FormError(fmt.Sprintf("There is more than one member %q", m.name))
		}
		seen[m.name] = true
		list = append(list, m)
	}
	if _, err := d.Token(); err != nil {
		return nil, notObject(err)
	}
	if d.More() {
		return nil, models.FormError("Must be one JSON object on each line")
	}
	return list, nil
}

// notObject returns the error of an object whose syntax is not valid.
func notObject(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return models.FormError("Must be a JSON object: it has no end")
	}
	return models.FormError("Must be a JSON object: " + err.Error())
}

// object calls read for each member of an object. Members that read does not know are faults; that of a file of faults
// is ignored.
func (j *jsonRecord) object(a at, text []byte, read func(name string, a at, text json.RawMessage) (known bool)) {
	list, err := members(text)
	if err != nil {
		j.fault(a, apperr.CodeInvalid, "%v", err)
		return
	}
	for _, m := range list {
		if a == "" && m.name == faultMember {
			continue
		}
		if place := a.member(m.name); !read(m.name, place, m.text) {
			j.fault(place, apperr.CodeInvalid, "There is no such member")
		}
	}
}

func null(text []byte) bool { return string(text) == "null" }

// text returns a string, or nil for null.
func (j *jsonRecord) text(a at, text []byte) *string {
	var s *string
	if json.Unmarshal(text, &s) != nil {
		j.fault(a, apperr.CodeInvalid, "Must be a string")
		return nil
	}
	return s
}

// required returns a string that must not be null.
func (j *jsonRecord) required(a at, text []byte) string {
	s := j.text(a, text)
	if s == nil && null(text) {
		j.fault(a, apperr.CodeRequired, "Required")
	}
	return value(s)
}

// boolean returns true or false, or nil for null.
func (j *jsonRecord) boolean(a at, text []byte) *bool {
	var b *bool
	if json.Unmarshal(text, &b) != nil {
		j.fault(a, apperr.CodeInvalid, notBoolean)
		return nil
	}
	return b
}

// flag returns true or false. Null is a fault.
func (j *jsonRecord) flag(a at, text []byte) bool {
	b := j.boolean(a, text)
	if b == nil && null(text) {
		j.fault(a, apperr.CodeInvalid, notBoolean)
	}
	return b != nil && *b
}

// integer returns a whole number.
func (j *jsonRecord) integer(a at, text []byte) int {
	n, ok := parseQuantity(string(text))
	if !ok {
		j.fault(a, apperr.CodeInvalid, notQuantity)
	}
	return n
}

// time returns a time, or nil for null.
func (j *jsonRecord) time(a at, text []byte) *models.Time {
	s := j.text(a, text)
	if s == nil {
		return nil
	}
	when, ok := parseTime(*s)
	if !ok {
		j.fault(a, apperr.CodeInvalid, notTime)
		return nil
	}
	return &when
}

// texts returns a list of strings, or nil for null.
func (j *jsonRecord) texts(a at, text []byte) []string {
	var list []*string
	if json.Unmarshal(text, &list) != nil || slices.Contains(list, nil) {
		j.fault(a, apperr.CodeInvalid, "Must be a list of strings")
		return nil
	}
	if list == nil {
		return nil
	}
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = *s
	}
	return texts
}

// maxList is the largest number of items of a list. Records can have fewer addresses and line items.
const maxList = 10_000

// list calls read for each item of a list. Null is an empty list.
func (j *jsonRecord) list(a at, text []byte, read func(a at, text []byte)) {
	var items []json.RawMessage
	if json.Unmarshal(text, &items) != nil {
		j.fault(a, apperr.CodeInvalid, "Must be a list")
		return
	}
	if len(items) > maxList {
		j.fault(a, apperr.CodeTooLong, "A list can have at most 10,000 items")
		return
	}
	for i, item := range items {
		read(a.item(i), item)
	}
}

// values returns the values of custom fields, with numbers as they are written.
func (j *jsonRecord) values(a at, text []byte) map[string]any {
	if null(text) {
		return nil
	}
	values := map[string]any{}
	j.object(a, text, func(name string, a at, text json.RawMessage) bool {
		values[name] = j.any(a, text)
		return true
	})
	return values
}

// any returns a value of any type, with numbers as they are written.
func (j *jsonRecord) any(a at, text []byte) any {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		j.fault(a, apperr.CodeInvalid, "Must be a value")
	}
	return v
}

// amount returns a decimal number: a string, or a number as it is written.
func (j *jsonRecord) amount(a at, text []byte) models.Decimal {
	written := string(text)
	if written[0] == '"' {
		written = value(j.text(a, text))
	}
	amount, ok := parseAmount(written)
	if !ok {
		j.fault(a, apperr.CodeInvalid, notAmount)
		return "0"
	}
	return amount
}

// money returns an amount with its currency, or nil for null.
func (j *jsonRecord) money(a at, text []byte) *models.MoneyInput {
	if null(text) {
		return nil
	}
	m := &models.MoneyInput{Amount: "0"}
	given := false
	before := len(j.src.Faults)
	j.object(a, text, func(name string, a at, text json.RawMessage) bool {
		switch name {
		case "amount":
			m.Amount, given = j.amount(a, text), true
		case "currency":
			m.Currency = models.CurrencyCode(j.required(a, text))
		default:
			return false
		}
		return true
	})
	if len(j.src.Faults) > before {
		return m
	}
	if !given {
		j.fault(a.member("amount"), apperr.CodeRequired, "Required")
	}
	if m.Currency == "" {
		j.fault(a.member("currency"), apperr.CodeRequired, "Required")
	}
	return m
}

// address returns an address, or nil for null.
func (j *jsonRecord) address(a at, text []byte, known *countries) *models.CreateAddressInput {
	if null(text) {
		return nil
	}
	in := &models.CreateAddressInput{}
	texts := map[string]**string{
		"label": &in.Label, "firstName": &in.FirstName, "lastName": &in.LastName, "company": &in.Company,
		"line1": &in.Line1, "line2": &in.Line2, "city": &in.City, "region": &in.Region, "postcode": &in.Postcode,
		"phone": &in.Phone, "instructions": &in.Instructions,
	}
	j.object(a, text, func(name string, a at, text json.RawMessage) bool {
		switch name {
		case "country":
			in.Country = known.code(value(j.text(a, text)))
		case "isDefaultShipping":
			in.IsDefaultShipping = j.flag(a, text)
		case "isDefaultBilling":
			in.IsDefaultBilling = j.flag(a, text)
		case "customFields":
			in.CustomFields = j.values(a, text)
		default:
			to, known := texts[name]
			if known {
				*to = j.text(a, text)
			}
			return known
		}
		return true
	})
	if in.Country == "" {
		in.Country = known.missing
	}
	return in
}
