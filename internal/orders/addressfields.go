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

// addressFields is the custom fields of an order's addresses while it is being checked.
type addressFields struct {
	defined    []*models.CustomField
	ship, bill *customfields.Change // of typed addresses
}

// checkAddressFields checks the custom fields of typed addresses as those of any new address. Those to be saved are noted; of
// others it refuses what only the book has.
func (s *Service) checkAddressFields(ctx context.Context, d *draft) error {
	set, err := s.o.Fields.Set(ctx)
	if err != nil {
		return err
	}
	d.fields.defined = set.Of(models.OwnerAddress)
	for _, each := range []struct {
		name    string
		billing bool
		in      *CheckoutAddress
		to      **customfields.Change
	}{{"shippingAddress", false, d.in.ShippingAddress, &d.fields.ship}, {"billingAddress", true, d.in.BillingAddress, &d.fields.bill}} {
		if each.in == nil || each.in.Address == nil {
			continue
		}
		custom, err := s.o.Addresses.CheckCustom(ctx, d.caller, &d.f, at.At(each.name, "address"), *each.in.Address)
		if err != nil {
			return err
		}
		*each.to = custom
		switch {
		case !d.in.SaveAddress:
			refuseBookOnly(&d.f, at.At(each.name, "address"), each.in.Address)
		case each.billing && reflect.DeepEqual(d.in.ShippingAddress, each.in): // the same one, typed twice
		default:
			d.save = append(d.save, saving{each.billing, custom})
		}
	}
	return nil
}

// copyAddressFields copies the custom fields of both addresses onto a new order: those of typed addresses as they were
// checked, those of the book's in one statement. The customer's row is locked, so the book does not change meanwhile.
func (s *Service) copyAddressFields(tx *gorm.DB, d *draft, o *models.Order) error {
	of := map[string]bool{}
	for _, id := range []string{d.ship.ID, d.bill.ID} {
		if id != "" {
			of[id] = true
		}
	}
	ofBook, err := s.o.Fields.CopyIn(tx, d.fields.defined, slices.Sorted(maps.Keys(of))...)
	if err != nil {
		return err
	}
	copies := func(a models.Address, typed *customfields.Change) models.FieldCopies {
		if a.ID != "" {
			return ofBook[a.ID]
		}
		return typed.Copies()
	}
	o.ShippingAddress.CustomFields = copies(d.ship, d.fields.ship)
	if d.in.BillingSameAsShipping {
		o.BillingAddress.CustomFields = o.ShippingAddress.CustomFields
	} else {
		o.BillingAddress.CustomFields = copies(d.bill, d.fields.bill)
	}
	return nil
}

// checkCorrected checks what a correction of the shipping address writes into its custom fields.
func (s *Service) checkCorrected(ctx context.Context, caller auth.Caller, f *apperr.Fields, in *models.CreateAddressInput) (*customfields.Change, error) {
	if in == nil {
		return nil, nil
	}
	return s.o.Fields.Check(ctx, caller, f, at.At("shippingAddress", "customFields"), models.OwnerAddress, in.CustomFields, false)
}
