package input

import (
	"errors"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
	"clientele/models"
)

// ParsePhone returns a phone number in E.164 form. Without a country code it is read as one of country, if there is one.
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

// Phone checks a phone number that may be absent; an empty one stays empty. A number that is stored already stays as it
// is: the rules may have been other ones when it was given. Then stored returns it; it is only called for what the rules
// refuse, and may be nil.
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
	message := "this is no phone number: write it with its country code, such as +353 87 123 4567"
	switch {
	case errors.Is(err, normalize.ErrAreaCode):
		message = "the area code is missing from this phone number"
	case country != "":
		message = "this is no phone number of the country: write it with its country code, such as +353 87 123 4567"
	}
	f.Add(at, apperr.CodeInvalid, message)
	return new(string)
}
