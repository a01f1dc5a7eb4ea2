package input

import (
	"errors"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
	"clientele/models"
)

// ParsePhone returns a phone number in E.164 format, and whether it is valid. A number without a country code is parsed
// as a number of country, if that is not empty.
func ParsePhone(s string, country models.CountryCode) (string, bool) {
	number, err := parsePhone(s, country)
	return number, err == nil
}

func parsePhone(s string, country models.CountryCode) (string, error) {
	region := string(country)
	if region == "" {
		region = normalize.NoRegion
	}
	return normalize.Phone(s, region)
}

// Phone checks an optional phone number and returns it in E.164 format; an empty one stays empty. An invalid number is
// accepted if it equals the stored one, which may predate the rules. stored returns that number; it may be nil, and is
// called only for invalid numbers.
func Phone(f *apperr.Fields, at apperr.Path, s *string, country models.CountryCode, stored func() *string) *string {
	if s == nil {
		return nil
	}
	trimmed := normalize.Trim(*s)
	if trimmed == "" {
		return &trimmed
	}
	number, err := parsePhone(*s, country)
	if err == nil {
		return &number
	}
	if stored != nil {
		if was := stored(); was != nil && *was == trimmed {
			return was
		}
	}
	message := "This is not a valid phone number. Include the country code, for example +353 87 123 4567."
	switch {
	case errors.Is(err, normalize.ErrAreaCode):
		message = "The phone number must include the area code"
	case country != "":
		message = "This is not a valid phone number of the country. " +
			"Include the country code, for example +353 87 123 4567."
	}
	f.Add(at, apperr.CodeInvalid, message)
	return new(string)
}
