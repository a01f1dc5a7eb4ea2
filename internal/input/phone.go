package input

import (
	"strings"

	"clientele/internal/apperr"
	"clientele/internal/normalize"
	"clientele/models"
)

// ParsePhone returns a phone number in E.164 form. Without a country code it is read as one of country, if there is one.
func ParsePhone(s string, country models.CountryCode) (string, bool) {
	region := string(country)
	if region == "" {
		region = "ZZ" // libphonenumber's word for "no country"
	}
	return normalize.Phone(s, region)
}

// Phone checks a phone number that may be absent; an empty one stays empty.
func Phone(f *apperr.Fields, at apperr.Path, s *string, country models.CountryCode) *string {
	if s == nil {
		return nil
	}
	empty := ""
	if strings.TrimSpace(*s) == "" {
		return &empty
	}
	number, ok := ParsePhone(*s, country)
	if !ok {
		message := "this is no phone number: write it with its country code, such as +353 87 123 4567"
		if country != "" {
			message = "this is no phone number of the country: write it with its country code, such as +353 87 123 4567"
		}
		f.Add(at, apperr.CodeInvalid, message)
		return &empty
	}
	return &number
}
