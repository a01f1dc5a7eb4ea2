package mail

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// EmailPreview is an email with example data, in the language of its templates.
type EmailPreview struct {
	Locale, Subject, Text, HTML string
}

// Kinds returns the kinds of emails that Preview shows, in alphabetical order. It requires SETTINGS_WRITE.
func (s *Service) Kinds(caller auth.Caller) ([]string, error) {
	if !caller.Can(models.SettingsWrite) {
		return nil, apperr.Scope(string(models.SettingsWrite))
	}
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(pages)) {
		kinds = append(kinds, string(kind))
	}
	return kinds, nil
}

// Preview returns an email of a kind with example data, as it is sent to a recipient with a locale (BCP 47), or with
// that of the shop if it is nil. It requires SETTINGS_WRITE. The result is nil for an unknown kind. An invalid locale
// is apperr.BadInput.
func (s *Service) Preview(
	ctx context.Context, caller auth.Caller, kind string, locale *string,
) (*EmailPreview, error) {
	if !caller.Can(models.SettingsWrite) {
		return nil, apperr.Scope(string(models.SettingsWrite))
	}
	var f apperr.Fields
	locale = input.Locale(&f, nil, locale)
	if !f.Empty() {
		return nil, apperr.Bad("locale: not a language tag (BCP 47), such as de-AT")
	}
	kind = input.Trimmed(kind)
	if _, ok := pages[Kind(kind)]; !ok {
		return nil, nil
	}
	shop, err := s.o.Shop(ctx)
	if err != nil {
		return nil, fmt.Errorf("preview an email: %w", err)
	}
	content := s.example(Kind(kind), shop)
	if locale != nil {
		content.Locale = *locale
	}
	t, _, err := s.templates.choose(content.Locale, shop.Locale)
	if err != nil {
		return nil, fmt.Errorf("preview an email: %w", err)
	}
	p := &EmailPreview{Locale: t.language}
	if p.Subject, p.Text, p.HTML, err = s.fill(content, shop, content.To); err != nil {
		return nil, fmt.Errorf("preview an email: %w", err)
	}
	return p, nil
}

// example returns an email of a kind with example data.
func (s *Service) example(kind Kind, shop *models.Shop) *Content {
	c := &Content{Kind: kind, To: "alex@example.com", Name: "Alex Example", Values: map[string]string{}}
	token := func(life time.Duration) { c.Values = TokenValues("EXAMPLETOKEN", life) }
	switch kind {
	case PasswordReset, StaffReset:
		token(30 * time.Minute)
	case EmailVerification, EmailChange, SignUp, ConfirmMarketing, DataExport:
		token(24 * time.Hour)
	case AccountInvitation:
		token(7 * 24 * time.Hour)
	case StaffInvitation:
		token(2 * 24 * time.Hour)
	case LoginCode, SignUpCode:
		token(15 * time.Minute)
		c.Values["Code"] = "K7QX2M9PAB"
	case GuestOrderLink:
		token(24 * time.Hour)
		c.Values["Order"] = "1001"
	case EmailChangeNotice:
		c.Values["NewEmail"] = "new@example.com"
	case ErasureRequested:
		c.Values["ISODate"] = s.o.Now().UTC().AddDate(0, 0, shop.ErasureGraceDays).Format(isoDate)
	case WebhookPaused:
		c.Values["Webhook"], c.Values["Host"], c.Values["Reason"] = "ERP", "erp.example.com", "FAILING"
	case OrderPlaced, OrderShipped, OrderCancelled, OrderRefunded:
		c.Order = s.exampleOrder(kind, shop)
	}
	return c
}

// exampleOrder returns what an email about an order shows, with example data.
func (s *Service) exampleOrder(kind Kind, shop *models.Shop) *Order {
	unit, other, refund := int64(2400), int64(1250), int64(1250)
	o := &Order{Number: "1001", PlacedAt: models.At(s.o.Now()), Currency: shop.Currency, Items: []OrderItem{
		{Name: "Linen shirt", SKU: "SHIRT-M", Quantity: 2, Options: []OrderOption{{"Size", "M"}, {"Color", "Blue"}}},
		{Name: "Cotton scarf", SKU: "SCARF", Quantity: 1},
	}}
	address := []string{"Alex Example", "14 Main Street", "Dublin 2", "D02 X285", "IRELAND"}
	switch kind {
	case OrderPlaced, OrderCancelled:
		o.Items[0].Unit, o.Items[1].Unit = &unit, &other
		o.Totals = &OrderTotals{Subtotal: 6050, Shipping: 490, TaxIncluded: 1044, Total: 6540}
	case OrderRefunded:
		o.Items, o.Refund = o.Items[1:], &refund
	case OrderShipped:
		o.Carrier, o.TrackingNumber = "Example Post", "RR123456785IE"
		o.TrackingLink = "https://example.com/track/RR123456785IE"
	}
	if kind == OrderPlaced || kind == OrderShipped {
		o.ShippingAddress = address
	}
	return o
}
