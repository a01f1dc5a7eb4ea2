package records

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"clientele/internal/apperr"
)

// locator finds the column that a value of a record's input came from.
type locator struct {
	layout *layout
	row    int
	book   []origin // of the customer's addresses
	items  []int    // the rows of the order's items
	ship   int      // slot of the order's shipping address
}

// origin is where an address comes from.
type origin struct{ row, slot int }

// locate implements Source.Column.
func (l *locator) locate(path apperr.Path) (row int, column string) {
	row = l.row
	if len(path) == 0 {
		return row, ""
	}
	name := snake(path[0])
	switch path[0] {
	case "customFields":
		name = customName("", path[1:])
	case "contact":
		name = "contact_" + rest(path, 1)
	case "addresses":
		i := index(path, len(l.book))
		if i < 0 {
			return row, ""
		}
		row, name = l.book[i].row, l.addressPart(slotNames[l.book[i].slot], path[2:])
	case "shippingAddress":
		name = l.addressPart(slotNames[l.ship], path[1:])
	case "billingAddress":
		name = l.addressPart(slotNames[billingSlot], path[1:])
	case "items":
		i := index(path, len(l.items))
		if i < 0 {
			return row, ""
		}
		row, name = l.items[i], "item."+rest(path, 2)
	}
	if len(path) > 1 && path[len(path)-1] == "currency" {
		row, name = l.row, "currency"
	}
	return row, l.columnOf(name)
}

// columnOf returns the name of the column of a field, or of one that it can be read from instead, or "".
func (l *locator) columnOf(name string) string {
	slot, part, _ := strings.Cut(name, ".")
	candidates := []string{name}
	switch {
	case name == "name":
		candidates = append(candidates, "first_name", "last_name")
	case name == "contact_name":
		candidates = append(candidates, "billing.name", "shipping.name", "billing.first_name", "shipping.first_name")
	case slices.Contains(slotNames[:], slot) && (part == "first_name" || part == "last_name"):
		candidates = append(candidates, slot+".name", part, "name", "contact_name")
	case part == "line1" || part == "line2":
		candidates = append(candidates, slot+".street")
	case part == "region" || part == "country":
		candidates = append(candidates, name+"_name")
	}
	for _, candidate := range candidates {
		if i, ok := l.layout.byField[candidate]; ok {
			return l.layout.header[i]
		}
	}
	return ""
}

func (l *locator) addressPart(slot string, path apperr.Path) string {
	switch {
	case len(path) == 0:
		return ""
	case path[0] == "customFields":
		return customName(slot+".", path[1:])
	}
	return slot + "." + strings.TrimPrefix(snake(path[0]), "is_")
}

func customName(before string, path apperr.Path) string {
	if len(path) == 0 {
		return ""
	}
	return before + "custom." + path[0]
}

// rest returns the name of the member at an index of a path, or "".
func rest(path apperr.Path, i int) string {
	if len(path) <= i {
		return ""
	}
	return snake(path[i])
}

// index returns the index in the second part of a path, or -1 if there is none below most.
func index(path apperr.Path, most int) int {
	if len(path) < 2 {
		return -1
	}
	i, err := strconv.Atoi(path[1])
	if err != nil || i < 0 || i >= most {
		return -1
	}
	return i
}

// snake returns the name of a member as the name of a column: externalId is external_id.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
