package customfields

import (
	"encoding/json"
	"strings"

	"clientele/models"
)

// Text is a value as text, such as a cell of a CSV file. In Values, it is parsed by the type of its field, like a
// default value. The values of a list have commas between them, or are a JSON array if the text begins with a bracket.
type Text string

// parse returns the value of a field in its stored form. Words for true and false can be in any case, since
// spreadsheets change it.
func (t Text) parse(f *models.CustomField) (string, error) {
	text := string(t)
	switch f.Type {
	case models.FieldBoolean:
		text = strings.ToLower(strings.TrimSpace(text))
	case models.FieldInteger, models.FieldDecimal, models.FieldDate, models.FieldDateTime, models.FieldEnum,
		models.FieldReference:
		text = strings.TrimSpace(text)
	}
	return kinds[f.Type].parse(f, text)
}

// list returns the values of a list. Blank values between commas are left out.
func (t Text) list() ([]any, error) {
	text := strings.TrimSpace(string(t))
	values := []any{}
	if !strings.HasPrefix(text, "[") {
		for value := range strings.SplitSeq(text, ",") {
			if value = strings.TrimSpace(value); value != "" {
				values = append(values, Text(value))
			}
		}
		return values, nil
	}
	wrong := invalid(`Must be values with commas between them, or a JSON array, such as ["a, b","c"]`)
	var items []json.RawMessage
	if err := json.Unmarshal([]byte(text), &items); err != nil {
		return nil, wrong
	}
	for _, item := range items {
		value := string(item) // of a number or a boolean
		if strings.ContainsAny(value[:1], "[{n") || value[0] == '"' && json.Unmarshal(item, &value) != nil {
			return nil, wrong
		}
		values = append(values, Text(value))
	}
	return values, nil
}
