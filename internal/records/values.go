package records

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"clientele/internal/addressbook/postal"
	"clientele/models"
)

// The messages of faults of values.
const (
	notBoolean  = "Must be true or false"
	notTime     = "Must be a date and time, such as 2026-03-01 09:30:00 +0100 or 2026-03-01T09:30:00Z"
	notAmount   = "Must be an amount with a decimal point and without a currency, such as 12.50"
	notQuantity = "Must be a whole number"
	notList     = `Must be values with commas between them, or a JSON array of strings, such as ["a, b","c"]`
	tooManyRows = "A record can have at most 1,000 rows"

	recordTooLarge = "A record can have at most 8 MB"
)

// parseBool reads yes or no, as tools write it.
func parseBool(text string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "yes", "y", "1", "on":
		return true, true
	case "false", "no", "n", "0", "off":
		return false, true
	}
	return false, false
}

// times are the layouts of times, with the offset from UTC where it is known. Times without one are in UTC.
var times = []string{
	time.RFC3339Nano, "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00",
	"2006-01-02 15:04:05 UTC", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05", time.DateTime, "2006-01-02 15:04",
	"2006-01-02T15:04", time.DateOnly,
}

// parseTime reads a time, or a date, which is its first moment in UTC.
func parseTime(text string) (models.Time, bool) {
	text = strings.TrimSpace(text)
	if len(text) > 64 {
		return models.Time{}, false
	}
	for _, layout := range times {
		if at, err := time.Parse(layout, text); err == nil {
			at := models.At(at)
			return at, at.Year() >= 1 && at.Year() <= 9999
		}
	}
	return models.Time{}, false
}

// parseAmount reads an amount as exact text.
func parseAmount(text string) (models.Decimal, bool) {
	var d models.Decimal
	err := d.UnmarshalGQL(strings.TrimSpace(text))
	return d, err == nil
}

// parseQuantity reads a whole number.
func parseQuantity(text string) (int, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32)
	return int(n), err == nil
}

// The statuses of orders.
var (
	orderStatuses   = []models.OrderStatus{models.OrderOpen, models.OrderCompleted, models.OrderCancelled}
	paymentStatuses = []models.PaymentStatus{
		models.Unpaid, models.Authorized, models.PartiallyPaid, models.Paid, models.PartiallyRefunded, models.Refunded,
	}
	fulfillmentStatuses = []models.FulfillmentStatus{models.Unfulfilled, models.PartiallyFulfilled, models.Fulfilled}
)

// parseStatus reads a status, in any case. If it is not one of values, it returns the message of the fault.
func parseStatus[S ~string](text string, values []S) (S, string) {
	text = strings.ToUpper(strings.TrimSpace(text))
	names := make([]string, len(values))
	for i, value := range values {
		if text == string(value) {
			return value, ""
		}
		names[i] = string(value)
	}
	return "", "Must be one of " + strings.Join(names, ", ")
}

// parseList reads a list of texts: with commas between them, or as a JSON array if it begins with a bracket. Blank
// values between commas are left out.
func parseList(text string) ([]string, bool) {
	list := []string{}
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		err := json.Unmarshal([]byte(text), &list)
		return list, err == nil && list != nil
	}
	for value := range strings.SplitSeq(text, ",") {
		if value = strings.TrimSpace(value); value != "" {
			list = append(list, value)
		}
	}
	return list, true
}

// countries finds the codes of countries, and remembers those of names.
type countries struct {
	byText  map[string]models.CountryCode
	missing models.CountryCode // of addresses without a country
}

func newCountries(missing string) *countries {
	return &countries{
		byText:  map[string]models.CountryCode{},
		missing: models.CountryCode(strings.ToUpper(strings.TrimSpace(missing))),
	}
}

// code returns the code of a country that is given by its code or its English name. Other texts are returned as they
// are, for the service to reject.
func (c *countries) code(text string) models.CountryCode {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return c.missing
	case len(text) == 2:
		return models.CountryCode(strings.ToUpper(text))
	case len(text) > 100:
		return models.CountryCode(text)
	}
	if code, known := c.byText[text]; known {
		return code
	}
	code := models.CountryCode(text)
	if found, ok := postal.CodeOf(text); ok {
		code = models.CountryCode(found)
	}
	if len(c.byText) < 1000 {
		c.byText[text] = code
	}
	return code
}
