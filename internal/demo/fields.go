package demo

import (
	"context"

	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// fields are the custom fields of the demo's shop.
var fields = []customfields.CreateCustomFieldInput{
	{
		Owner: models.OwnerCustomer, Key: "loyaltyTier", Label: "Loyalty tier", Type: models.FieldEnum, Access: models.AccessRead,
		Options: []*customfields.CustomFieldOptionInput{{Value: "BRONZE"}, {Value: "SILVER"}, {Value: "GOLD"}}, Default: text("BRONZE"),
	},
	{Owner: models.OwnerCustomer, Key: "birthday", Label: "Birthday", Type: models.FieldDate, Access: models.AccessWrite},
	{Owner: models.OwnerCustomer, Key: "favouriteTeas", Label: "Favourite teas", Type: models.FieldString, List: true, Access: models.AccessWrite},
	{
		Owner: models.OwnerCustomer, Key: "creditLimit", Label: "Credit limit", Type: models.FieldDecimal, Access: models.AccessNone,
		Description: text("How much may be open, in the shop's currency."),
	},
	{Owner: models.OwnerCustomer, Key: "referredBy", Label: "Referred by", Type: models.FieldReference, Access: models.AccessNone},
	{Owner: models.OwnerAddress, Key: "floor", Label: "Floor", Type: models.FieldInteger, Access: models.AccessWrite},
	{Owner: models.OwnerOrder, Key: "giftWrap", Label: "Gift wrap", Type: models.FieldBoolean, Access: models.AccessWrite, Default: text("false")},
	{Owner: models.OwnerOrder, Key: "giftMessage", Label: "Gift message", Type: models.FieldString, Access: models.AccessWrite},
}

func text(s string) *string { return &s }

// define makes the demo's custom fields, as far as the shop has none under their keys.
func define(ctx context.Context, s *customfields.Service) (*customfields.Set, error) {
	set, err := s.Load(ctx)
	if err != nil {
		return nil, err
	}
	caller := auth.Caller{Kind: auth.Staff, Scopes: models.Scopes()}
	for _, f := range fields {
		if set.Field(f.Owner, f.Key) != nil {
			continue
		}
		if _, err := s.Create(ctx, caller, f); err != nil {
			return nil, err
		}
	}
	return s.Load(ctx)
}

// aboutCustomer makes up what a customer's custom fields say.
func (m *maker) aboutCustomer(p *person) customfields.Values {
	v := customfields.Values{}
	if n := m.r.IntN(10); n > 6 {
		v["loyaltyTier"] = []string{"SILVER", "SILVER", "GOLD"}[n-7]
	}
	if m.r.IntN(2) == 0 {
		v["birthday"] = m.Now.AddDate(-18-m.r.IntN(60), 0, -m.r.IntN(365)).Format("2006-01-02")
	}
	if m.r.IntN(3) == 0 {
		v["favouriteTeas"] = []any{pick(m.r, goods[:3]).name, pick(m.r, goods[:3]).name}
	}
	if m.r.IntN(15) == 0 {
		v["creditLimit"] = pick(m.r, []string{"250", "1000", "2500.50"})
	}
	if m.first != "" && m.r.IntN(12) == 0 {
		v["referredBy"] = m.first
	}
	return v
}
