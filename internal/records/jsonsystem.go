package records

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"clientele/internal/apperr"
	"clientele/models"
)

// flexible is a text that some versions of a system write as a number, or as a boolean.
type flexible string

// UnmarshalJSON implements json.Unmarshaler.
func (f *flexible) UnmarshalJSON(text []byte) error {
	switch {
	case text[0] == '"':
		return json.Unmarshal(text, (*string)(f))
	case text[0] == '{' || text[0] == '[':
		return errors.New("must be a string")
	case string(text) == "null", string(text) == "false":
		*f = ""
	default:
		*f = flexible(text)
	}
	return nil
}

// some returns the text, or nil if it is blank.
func (f flexible) some() *string {
	if s := string(f); strings.TrimSpace(s) != "" {
		return &s
	}
	return nil
}

func (f flexible) truth() bool { return f == "true" || f == "1" }

// decode reads a system's object. Members that the system has and to does not are ignored.
func (j *jsonRecord) decode(text []byte, to any) bool {
	err := json.Unmarshal(text, to)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		j.fault(at(strings.ToLower(wrong.Field)), apperr.CodeInvalid, "Must not be a %s", wrong.Value)
	case err != nil:
		j.fault("", apperr.CodeInvalid, "Must be a JSON object: %v", err)
	}
	return err == nil
}

// when reads a time of a system.
func (j *jsonRecord) when(a at, text flexible) *models.Time {
	if text == "" {
		return nil
	}
	when, ok := parseTime(string(text))
	if !ok {
		j.fault(a, apperr.CodeInvalid, notTime)
		return nil
	}
	return &when
}

// decimal reads an amount of a system. A blank one is 0.
func (j *jsonRecord) decimal(a at, text flexible) *models.Decimal {
	amount, ok := parseAmount(string(text))
	if text == "" {
		amount, ok = "0", true
	}
	if !ok {
		j.fault(a, apperr.CodeInvalid, notAmount)
		amount = "0"
	}
	return &amount
}

// whole reads a quantity of a system, which can be written with decimals: 2.0000.
func (j *jsonRecord) whole(a at, text flexible) int {
	number, fraction, _ := strings.Cut(string(text), ".")
	n, err := strconv.Atoi(number)
	if err != nil || strings.Trim(fraction, "0") != "" {
		j.fault(a, apperr.CodeInvalid, notQuantity)
	}
	return n
}

// members of a system by the path of the input, in which * is an index.
type memberNames map[string]string

// locate returns Source.Column for an object of a system.
func (m memberNames) locate(line int) func(path apperr.Path) (int, string) {
	return func(path apperr.Path) (int, string) {
		for n := len(path); n > 0; n-- {
			var indices []string
			pattern := make([]string, n)
			for i, part := range path[:n] {
				if pattern[i] = part; part[0] >= '0' && part[0] <= '9' {
					pattern[i] = "*"
					indices = append(indices, part)
				}
			}
			name, ok := m[strings.Join(pattern, ".")]
			if !ok {
				continue
			}
			for _, i := range indices {
				name = strings.Replace(name, "*", i, 1)
			}
			return line, name
		}
		return line, ""
	}
}

// split returns the unit prices of a quantity, so that they add up to a total in minor units exactly: 3 for 10.00 are 2
// at 3.33 and 1 at 3.34.
func split(total int64, quantity int) (parts []pricePart) {
	if quantity <= 0 {
		return []pricePart{{quantity, total}}
	}
	low, more := total/int64(quantity), int(total%int64(quantity))
	parts = []pricePart{{quantity - more, low}}
	if more > 0 {
		parts = append(parts, pricePart{more, low + 1})
	}
	return parts
}

type pricePart struct {
	quantity int
	price    int64
}
