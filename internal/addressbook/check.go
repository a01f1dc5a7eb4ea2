package addressbook

import (
	"clientele/internal/addressbook/postal"
	"clientele/internal/apperr"
	"clientele/internal/input"
	"clientele/models"
)

// Check returns an address as it would be stored, without id, owner and times, and reports all errors below at:
// invalid texts and violations of the country's rules.
func (s *Service) Check(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput) models.Address {
	return check(f, at, in, nil)
}

// Recheck is Check for the replacement of an order's address. A country, region and phone number equal to the stored
// ones are accepted, even if they are no longer valid.
func (s *Service) Recheck(
	f *apperr.Fields, at apperr.Path, in models.CreateAddressInput, stored models.OrderAddress,
) models.Address {
	return check(f, at, in, &stored)
}

func check(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput, stored *models.OrderAddress) models.Address {
	a := models.Address{
		Label: in.Label, FirstName: in.FirstName, LastName: in.LastName, Company: in.Company, Line2: in.Line2,
		City:   in.City,
		Region: in.Region, Postcode: in.Postcode, Country: in.Country, Phone: in.Phone, Instructions: in.Instructions,
		IsDefaultShipping: in.IsDefaultShipping, IsDefaultBilling: in.IsDefaultBilling,
	}
	if in.Line1 != nil {
		a.Line1 = *in.Line1
	}
	if stored == nil {
		checkTexts(f, at, &a, nil)
		checkPostal(f, at, &a, nil)
		return a
	}
	before := copyParts(stored)
	checkTexts(f, at, &a, func() *string { return stored.Phone })
	checkPostal(f, at, &a, &before)
	return a
}

// checkTexts normalizes the texts of an address. The phone number may be in national format. For phone see input.Phone.
func checkTexts(f *apperr.Fields, at apperr.Path, a *models.Address, phone func() *string) {
	a.Label = input.Optional(f, at.At("label"), a.Label, input.MaxLabel)
	a.FirstName = input.Name(f, at.At("firstName"), a.FirstName)
	a.LastName = input.Name(f, at.At("lastName"), a.LastName)
	a.Company = input.Optional(f, at.At("company"), a.Company, input.MaxName)
	a.Line1 = input.Line(f, at.At("line1"), a.Line1, input.MaxLine)
	for _, l := range []struct {
		name  string
		field **string
	}{{"line2", &a.Line2}, {"city", &a.City}, {"region", &a.Region}, {"postcode", &a.Postcode}} {
		*l.field = input.Optional(f, at.At(l.name), *l.field, input.MaxLine)
	}
	a.Phone = input.Phone(f, at.At("phone"), a.Phone, knownCountry(a.Country), phone)
	a.Instructions = input.Text(f, at.At("instructions"), a.Instructions, input.MaxInstructions)
}

// knownCountry returns country if it exists, and "" otherwise.
func knownCountry(country models.CountryCode) models.CountryCode {
	if _, ok := postal.FormatOf(string(country)); ok {
		return country
	}
	return ""
}

// checkPostal applies the country's rules to the postal parts. It adds no error to a part that already has one, and
// none for a country or region that is unchanged from stored, which is nil for a new address.
func checkPostal(f *apperr.Fields, at apperr.Path, a *models.Address, stored *postal.Address) {
	checked, problems := postal.Check(parts(a))
	for _, p := range problems {
		if stored != nil && !p.Missing && keepsCode(p.Field, checked, *stored) {
			continue
		}
		code := apperr.CodeInvalid
		if p.Missing {
			code = apperr.CodeRequired
		}
		if !f.Has(at.At(p.Field)) {
			f.Add(at.At(p.Field), code, p.Message)
		}
	}
	a.Line1, a.Country = checked.Line1, models.CountryCode(checked.Country)
	for _, part := range []struct {
		field **string
		value string
	}{
		{&a.FirstName, checked.FirstName},
		{&a.LastName, checked.LastName},
		{&a.Company, checked.Company},
		{&a.Line2, checked.Line2},
		{&a.City, checked.City},
		{&a.Region, checked.Region},
		{&a.Postcode, checked.Postcode},
	} {
		if *part.field != nil || part.value != "" { // omitted parts stay nil, unless the rules filled them in
			*part.field = &part.value
		}
	}
}

// keepsCode reports whether a change keeps the stored country or region. Lists of countries and regions change; a code
// that was valid once must not prevent a correction of the street.
func keepsCode(field string, now, stored postal.Address) bool {
	if now.Country != stored.Country {
		return false
	}
	return field == "country" || field == "region" && now.Region == stored.Region
}

// parts returns the postal parts of an address.
func parts(a *models.Address) postal.Address {
	return postal.Address{
		FirstName: text(a.FirstName), LastName: text(a.LastName), Company: text(a.Company), Line1: a.Line1,
		Line2: text(a.Line2),
		City:  text(a.City), Region: text(a.Region), Postcode: text(a.Postcode), Country: string(a.Country),
	}
}

// copyParts is parts for an order's copy of an address.
func copyParts(a *models.OrderAddress) postal.Address {
	return postal.Address{
		FirstName: text(a.FirstName), LastName: text(a.LastName), Company: text(a.Company), Line1: a.Line1,
		Line2: text(a.Line2),
		City:  text(a.City), Region: text(a.Region), Postcode: text(a.Postcode), Country: string(a.Country),
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
