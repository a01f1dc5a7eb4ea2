package customfields

import (
	"encoding/json"
	"math"
	"strconv"

	"clientele/models"
)

// integerKind is INTEGER: a whole number of 32 bits, like GraphQL's Int.
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
		return "", invalid("this is no whole number")
	},
	parse: parseInteger,
	key:   numberKey,
	json:  func(value string) string { return value },
	ruled: true, sorted: true,
}

func parseInteger(_ *models.CustomField, text string) (string, error) {
	if len(text) > 20 { // the longest number of 64 bits
		text = ""
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < math.MinInt32 || n > math.MaxInt32 {
		return "", invalid("this is no whole number of 32 bits")
	}
	return strconv.FormatInt(n, 10), nil
}
