package demo

import (
	"context"

	"clientele/internal/customfields"
	"clientele/models"
)

// fields are the custom fields of the sample shop. Values of those that are not personal remain on orders that become
// anonymous.
var fields = []customfields.CreateCustomFieldInput{
	{
		Owner: models.OwnerCustomer, Key: "loyaltyTier", Label: "Loyalty tier", Type: models.FieldEnum,
		Access:  models.AccessRead,
		Options: []*customfields.CustomFieldOptionInput{{Value: "BRONZE"}, {Value: "SILVER"}, {Value: "GOLD"}},
		Default: text("BRONZE"),
	},
	{
		Owner: models.OwnerCustomer, Key: "birthday", Label: "Birthday", Type: models.FieldDate, Personal: true,
		Access: models.AccessWrite,
	},
	{
		Owner: models.OwnerCustomer, Key: "favouriteTeas", Label: "Favourite teas", Type: models.FieldString,
		List: true, Personal: true, Access: models.AccessWrite,
	},
	{
		Owner: models.OwnerCustomer, Key: "creditLimit", Label: "Credit limit", Type: models.FieldDecimal,
		Personal: true, Access: models.AccessNone, Description: text("Maximum unpaid amount, in the shop's currency."),
	},
	{
		Owner: models.OwnerCustomer, Key: "referredBy", Label: "Referred by", Type: models.FieldReference,
		Personal: true, Access: models.AccessNone,
	},
	{
		Owner: models.OwnerAddress, Key: "floor", Label: "Floor", Type: models.FieldInteger, Personal: true,
		Access: models.AccessWrite,
	},
	{
		Owner: models.OwnerOrder, Key: "giftWrap", Label: "Gift wrap", Type: models.FieldBoolean,
		Access: models.AccessWrite, Default: text("false"),
	},
	{
		Owner: models.OwnerOrder, Key: "giftMessage", Label: "Gift message", Type: models.FieldString,
		Personal: true, Access: models.AccessWrite,
	},
}

func text(s string) *string { return &s }

// defineFields creates the custom fields whose keys do not exist yet.
func defineFields(ctx context.Context, s *customfields.Service) (*customfields.Set, error) {
	set, err := s.Load(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if set.Field(f.Owner, f.Key) != nil {
			continue
		}
		if _, err := s.Create(ctx, operator, f); err != nil {
			return nil, err
		}
	}
	return s.Load(ctx)
}

// customerFields generates the values of a customer's custom fields.
func (g *generator) customerFields(p *person) customfields.Values {
	v := customfields.Values{}
	if n := g.r.IntN(10); n > 6 {
		v["loyaltyTier"] = []string{"SILVER", "SILVER", "GOLD"}[n-7]
	}
	if g.r.IntN(2) == 0 {
		v["birthday"] = g.Now.AddDate(-18-g.r.IntN(60), 0, -g.r.IntN(365)).Format("2006-01-02")
	}
	if g.r.IntN(3) == 0 {
		teas := products[:3]
		v["favouriteTeas"] = []any{pick(g.r, teas).name, pick(g.r, teas).name}
	}
	if g.r.IntN(15) == 0 {
		v["creditLimit"] = pick(g.r, []string{"250", "1000", "2500.50"})
	}
	if g.referrer != "" && g.r.IntN(12) == 0 {
		v["referredBy"] = g.referrer
	}
	return v
}
