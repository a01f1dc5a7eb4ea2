package addressbook

import (
	"slices"
	"strings"

	"clientele/internal/addressbook/postal"
	"clientele/internal/apperr"
	"clientele/internal/fold"
	"clientele/models"
)

// AddressPart is a part of a postal address.
type AddressPart string

// The parts of an address.
const (
	PartName     AddressPart = "NAME"
	PartCompany  AddressPart = "COMPANY"
	PartLines    AddressPart = "LINES"
	PartCity     AddressPart = "CITY"
	PartRegion   AddressPart = "REGION"
	PartPostcode AddressPart = "POSTCODE"
)

// AddressRegion is a state, province, county, prefecture or emirate.
type AddressRegion struct {
	Code string
	Name string
}

// AddressFormat describes the postal addresses of a country.
type AddressFormat struct {
	Country         models.CountryCode
	Name            string
	Parts           []AddressPart
	Required        []AddressPart
	Regions         []*AddressRegion
	PostcodePattern *string
	PostcodeExample *string
}

// Format returns the address format of a country. An unknown country is apperr.BadInput.
func (s *Service) Format(country models.CountryCode) (*AddressFormat, error) {
	f, ok := postal.FormatOf(string(country))
	if !ok {
		return nil, apperr.Bad("%q is not a two-letter ISO 3166-1 country code, such as IE", string(country))
	}
	out := &AddressFormat{
		Country: models.CountryCode(f.Country), Name: f.Name, Parts: convertParts(f.Parts),
		Required: convertParts(f.Required),
		Regions:  []*AddressRegion{}, PostcodePattern: orNil(f.PostcodePattern),
		PostcodeExample: orNil(f.PostcodeExample),
	}
	for _, r := range f.Regions {
		out.Regions = append(out.Regions, &AddressRegion{Code: r.Code, Name: r.Name})
	}
	return out, nil
}

// Formats returns the address formats of all countries, sorted by English name.
func (s *Service) Formats() ([]*AddressFormat, error) {
	codes := postal.Countries()
	all := make([]*AddressFormat, len(codes))
	for i, code := range codes {
		f, err := s.Format(models.CountryCode(code))
		if err != nil {
			return nil, err
		}
		all[i] = f
	}
	slices.SortFunc(all, func(a, b *AddressFormat) int { return strings.Compare(fold.Text(a.Name), fold.Text(b.Name)) })
	return all, nil
}

func convertParts(parts []postal.Part) []AddressPart {
	out := make([]AddressPart, len(parts))
	for i, p := range parts {
		out[i] = AddressPart(p)
	}
	return out
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Formatted returns the printed lines of an address in the format of its country.
func Formatted(a *models.Address) []string { return postal.Lines(parts(a)) }

// FormattedCopy is Formatted for an order's copy of an address.
func FormattedCopy(a *models.OrderAddress) []string { return postal.Lines(copyParts(a)) }

// Lines is FormattedCopy as a method, for packages that receive the Service.
func (s *Service) Lines(a *models.OrderAddress) []string { return FormattedCopy(a) }
