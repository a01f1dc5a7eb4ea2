package addressbook

import (
	"context"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/input"
	"clientele/models"
)

// UpdateAddressInput holds changes to an address. Omitted fields keep their value; null clears a field; an empty text
// is stored.
type UpdateAddressInput struct {
	Label             graphql.Omittable[*string]
	FirstName         graphql.Omittable[*string]
	LastName          graphql.Omittable[*string]
	Company           graphql.Omittable[*string]
	Line1             graphql.Omittable[*string]
	Line2             graphql.Omittable[*string]
	City              graphql.Omittable[*string]
	Region            graphql.Omittable[*string]
	Postcode          graphql.Omittable[*string]
	Country           graphql.Omittable[*models.CountryCode]
	Phone             graphql.Omittable[*string]
	Instructions      graphql.Omittable[*string]
	IsDefaultShipping graphql.Omittable[*bool]
	IsDefaultBilling  graphql.Omittable[*bool]
	CustomFields      graphql.Omittable[customfields.Values]
	ExpectedVersion   *int
}

// Update changes an address. Invalid input is apperr.Invalid; with CONFLICT, Update also returns the current address.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id string, in UpdateAddressInput,
) (*models.Address, error) {
	var f apperr.Fields
	custom, err := s.o.Fields.Check(ctx, caller, &f, apperr.Path{"input", "customFields"}, models.OwnerAddress,
		in.CustomFields.Value(), false)
	if err != nil {
		return nil, err
	}
	var a *models.Address
	conflict := false
	update := func(tx *gorm.DB) error {
		var err error
		if a, err = s.lockOwned(tx, caller, id); err != nil {
			return err
		}
		if conflict = in.ExpectedVersion != nil && *in.ExpectedVersion != a.Version; conflict {
			return apperr.Field(apperr.Path{"input", "expectedVersion"}, apperr.CodeConflict,
				fmt.Sprintf("The address was changed by someone else. Its current version is %d.", a.Version))
		}
		before, errs := *a, f // the transaction may run again, from the same state
		change(&errs, a, in)
		if err := errs.Err(); err != nil {
			return err
		}
		return s.store(tx, caller, before, a, custom)
	}
	err = s.o.Fields.Guard(ctx, caller, func() error { return s.db.InTx(ctx, update) }, custom)
	if conflict {
		return a, err
	}
	if err != nil {
		return nil, fmt.Errorf("update address %s: %w", id, err)
	}
	return a, nil
}

// store stores a changed address and its custom fields. An unchanged address keeps its version.
func (s *Service) store(
	tx *gorm.DB, caller auth.Caller, before models.Address, a *models.Address, custom *customfields.Change,
) error {
	refilled, err := s.o.Fields.StoreIn(tx, a.ID, custom)
	if err != nil {
		return err
	}
	changes := append(changesOf(&before, a), refilled...)
	if len(changes) == 0 {
		return nil
	}
	if err := unsetDefaults(tx, a.CustomerID, a); err != nil {
		return err
	}
	a.Version, a.UpdatedAt = a.Version+1, models.At(s.o.Now())
	err = db.LockedRow(tx).Model(a).Select("*").Omit("id", "customer_id", "created_at").Updates(a).Error
	if err != nil {
		return err
	}
	return s.record(tx, caller, a, models.AddressUpdated, changes)
}

// change applies an update to an address and reports all errors. The country's rules apply only if a postal part
// changes, so that an address that is no longer valid can still get another label. An unchanged country or region is
// always accepted.
func change(f *apperr.Fields, a *models.Address, in UpdateAddressInput) {
	at := apperr.Path{"input"}
	before := parts(a)
	a.Label = set(in.Label, a.Label, func(s *string) *string {
		return input.Optional(f, at.At("label"), s, input.MaxLabel)
	})
	for _, n := range []struct {
		name  string
		in    graphql.Omittable[*string]
		field **string
	}{{"firstName", in.FirstName, &a.FirstName}, {"lastName", in.LastName, &a.LastName}} {
		*n.field = set(n.in, *n.field, func(s *string) *string { return input.Name(f, at.At(n.name), s) })
	}
	for _, l := range []struct {
		name  string
		in    graphql.Omittable[*string]
		field **string
	}{
		{"company", in.Company, &a.Company},
		{"line2", in.Line2, &a.Line2},
		{"city", in.City, &a.City},
		{"region", in.Region, &a.Region},
		{"postcode", in.Postcode, &a.Postcode},
	} {
		*l.field = set(l.in, *l.field, func(s *string) *string {
			return input.Optional(f, at.At(l.name), s, input.MaxLine)
		})
	}
	if in.Line1.IsSet() {
		a.Line1 = input.Line(f, at.At("line1"), text(in.Line1.Value()), input.MaxLine)
	}
	if in.Country.IsSet() {
		a.Country = ""
		if c := in.Country.Value(); c != nil {
			a.Country = *c
		}
	}
	a.Phone = set(in.Phone, a.Phone, func(s *string) *string {
		return input.Phone(f, at.At("phone"), s, knownCountry(a.Country), func() *string { return a.Phone })
	})
	a.Instructions = set(in.Instructions, a.Instructions, func(s *string) *string {
		return input.Text(f, at.At("instructions"), s, input.MaxInstructions)
	})
	if parts(a) != before {
		checkPostal(f, at, a, &before)
	}
	setDefault(f, at.At("isDefaultShipping"), in.IsDefaultShipping, &a.IsDefaultShipping)
	setDefault(f, at.At("isDefaultBilling"), in.IsDefaultBilling, &a.IsDefaultBilling)
}

func set(in graphql.Omittable[*string], current *string, check func(*string) *string) *string {
	if !in.IsSet() {
		return current
	}
	return check(in.Value())
}

// setDefault makes an address the default. A default can only be replaced, not unset.
func setDefault(f *apperr.Fields, at apperr.Path, in graphql.Omittable[*bool], is *bool) {
	switch v := in.Value(); {
	case !in.IsSet():
	case v == nil:
		f.Add(at, apperr.CodeRequired, "Must be true or false")
	case *v:
		*is = true
	case *is:
		f.Add(at, apperr.CodeDefaultRequired,
			"One address must be the default. Make another address the default instead.")
	}
}
