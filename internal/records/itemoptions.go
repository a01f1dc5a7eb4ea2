package records

import (
	"encoding/json"
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/orders"
	"clientele/models"
)

const notOptions = `Must be options with commas between them, such as Size: M, Color: Blue, or a JSON object, such as {"Size":"M"}`

// setOptions reads what the buyer chose of an article.
func setOptions(d *draft, text string) {
	d.order.item.any = true
	options, ok := parseOptions(text)
	if !ok {
		d.fault(notOptions)
	}
	d.order.item.options = options
}

// parseOptions reads options: a JSON object if the text begins with a brace, and otherwise names and values with a
// colon between them and commas between the options. Blank options between commas are left out.
func parseOptions(text string) ([]*orders.OrderItemOptionInput, bool) {
	var options []*orders.OrderItemOptionInput
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		list, err := members([]byte(text))
		for _, m := range list {
			var value *string
			if json.Unmarshal(m.text, &value) != nil || value == nil {
				return nil, false
			}
			options = append(options, &orders.OrderItemOptionInput{Name: m.name, Value: *value})
		}
		return options, err == nil
	}
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		name, value, ok := strings.Cut(part, ":")
		if !ok {
			return nil, false
		}
		options = append(options, &orders.OrderItemOptionInput{Name: name, Value: value})
	}
	return options, true
}

// optionsText returns options as a JSON object in their order, or "" if there are none.
func optionsText(list models.OrderItemOptions) string {
	var o jsonObject
	for _, option := range list {
		o.member(option.Name, option.Value, true)
	}
	if !o.any() {
		return ""
	}
	return string(o.bytes())
}

// options returns the options of a line item.
func (j *jsonRecord) options(a at, text []byte) []*orders.OrderItemOptionInput {
	var list []*orders.OrderItemOptionInput
	j.list(a, text, func(a at, text []byte) {
		option, name, value := &orders.OrderItemOptionInput{}, false, false
		before := len(j.src.Faults)
		j.object(a, text, func(member string, a at, text json.RawMessage) bool {
			switch member {
			case "name":
				option.Name, name = j.required(a, text), true
			case "value":
				option.Value, value = j.required(a, text), true
			default:
				return false
			}
			return true
		})
		if len(j.src.Faults) == before && (!name || !value) {
			j.fault(a, apperr.CodeRequired, "An option has a name and a value")
		}
		list = append(list, option)
	})
	return list
}
