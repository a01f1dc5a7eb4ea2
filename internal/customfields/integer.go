package customfields

import (
	"encoding/json"
	"math"
	"strconv"

	"clientele/models"
)

// integerKind is INTEGER: a 32-bit integer, like GraphQL's Int.
var integerKind = kind{
	read: func(f *models.CustomField, v any) (string, error) {
		switch v := v.(type) {
		case json.Number:
			return parseInteger(f, v.String())
		case int64:
			return parseInteger(f, strconv.FormatInt(v, 10))
		case int:
			return parseInteger(f, strconv.Itoa(v))
		}
		return "", invalid("Must be an integer")
	},
	parse:  parseInteger,
	key:    numberKey,
	json:   func(value string) string { return value },
	bounds: true, sortable: true,
}

func parseInteger(_ *models.CustomField, text string) (string, error) {
	if len(text) > 20 { // longer than any 64-bit integer
		text = ""
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		return "", invalid("Must be a 32-bit integer")
	}
	return strconv.FormatInt(n, 10), nil
}
