package records

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"clientele/models"
)

// listText returns a list as a cell, which parseList reads.
func listText(values []string) string {
	text := strings.Join(values, ",")
	plain := text != "" && !strings.HasPrefix(text, "[")
	for _, value := range values {
		plain = plain && value != "" && !strings.Contains(value, ",") && strings.TrimSpace(value) == value
	}
	if plain {
		return text
	}
	return string(compact(values))
}

// jsonText returns a value of a custom field as a cell, which customfields.Text reads.
func jsonText(value json.RawMessage) string {
	if len(value) == 0 || string(value) == "null" {
		return ""
	}
	switch value[0] {
	case '"':
		var s string
		_ = json.Unmarshal(value, &s) // the value of a custom field is valid JSON
		return s
	case '[':
		var items []json.RawMessage
		_ = json.Unmarshal(value, &items)
		texts := make([]string, len(items))
		for i, item := range items {
			texts[i] = jsonText(item)
		}
		return listText(texts)
	}
	return string(value)
}

// compact returns a value as JSON, without escapes for HTML.
func compact(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // strings, numbers and booleans always marshal
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

func timeText(t models.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func boolText(b bool) string { return strconv.FormatBool(b) }

// amountText returns an amount, or "" for 0.
func amountText(minor int64, currency models.CurrencyCode) string {
	if minor == 0 {
		return ""
	}
	return string(models.Money{Minor: minor, Currency: currency}.Amount())
}
