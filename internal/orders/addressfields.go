package orders

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// addressFields holds the custom fields of a draft's addresses.
type addressFields struct {
	defined    []*models.CustomField
	ship, bill *customfields.Change // of new addresses; nil for saved ones
}

// checkAddressFields validates the custom fields of new addresses and adds the addresses to save to d.save. In an
// address that is not saved, it rejects the fields that exist only in the address book.
func (s *Service) checkAddressFields(ctx context.Context, d *draft) error {
	set, err := s.o.Fields.Set(ctx)
	if err != nil {
		return err
	}
	d.fields.defined = set.Of(models.OwnerAddress)
	for _, address := range []struct {
		name    string
		billing bool
		in      *CheckoutAddress
		to      **customfields.Change
	}{
		{"shippingAddress", false, d.in.ShippingAddress, &d.fields.ship},
		{"billingAddress", true, d.in.BillingAddress, &d.fields.bill},
	} {
		if address.in == nil || address.in.Address == nil {
			continue
		}
		custom, err := s.o.Addresses.CheckCustom(ctx, d.caller, &d.f, at.At(address.name, "address"),
			*address.in.Address)
		if err != nil {
			return err
		}
		*address.to = custom
		switch {
		case !d.in.SaveAddress:
			rejectBookFields(&d.f, at.At(address.name, "address"), address.in.Address)
		// already saved as the shipping address
		case address.billing && reflect.DeepEqual(d.in.ShippingAddress, address.in):
		default:
			d.save = append(d.save, addressToSave{address.billing, custom})
		}
	}
	return nil
}

// copyAddressFields copies the custom fields of both addresses to a new order: those of new addresses from the input,
// those of saved addresses with one query. The customer's row is locked, so saved addresses do not change meanwhile.
func (s *Service) copyAddressFields(tx *gorm.DB, d *draft, o *models.Order) error {
	saved := map[string]bool{}
	for _, id := range []string{d.ship.ID, d.bill.ID} {
		if id != "" {
			saved[id] = true
		}
	}
	copiesByID, err := s.o.Fields.CopyIn(tx, d.fields.defined, slices.Sorted(maps.Keys(saved))...)
	if err != nil {
		return err
	}
	copies := func(a models.Address, typed *customfields.Change) models.FieldCopies {
		if a.ID != "" {
			return copiesByID[a.ID]
		}
		return typed.Copies()
	}
	o.ShippingAddress.CustomFields = copies(d.ship, d.fields.ship)
	if d.billsShippingAddress() {
		o.BillingAddress.CustomFields = o.ShippingAddress.CustomFields
	} else {
		o.BillingAddress.CustomFields = copies(d.bill, d.fields.bill)
	}
	return nil
}

// checkUpdatedAddressFields validates the custom fields of a corrected shipping address.
func (s *Service) checkUpdatedAddressFields(
	ctx context.Context, caller auth.Caller, f *apperr.Fields, in *models.CreateAddressInput,
) (*customfields.Change, error) {
	if in == nil {
		return nil, nil
	}
	return s.o.Fields.Check(ctx, caller, f, at.At("shippingAddress", "customFields"), models.OwnerAddress,
		in.CustomFields, false)
}
