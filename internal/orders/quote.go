package orders

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// maxQuoteLife is the longest validity of a quote in seconds: 30 days.
const maxQuoteLife = 2_592_000

// Quote is a signed set of line items with prices.
type Quote struct {
	Token     string
	ExpiresAt models.Time
	Subtotal  *models.Money
	// TaxIncluded is the tax included in the prices.
	TaxIncluded *models.Money
	Total       *models.Money
}

// quoteClaims is the content of a quote, which is not stored. The id (jti) limits it to one order.
type quoteClaims struct {
	jwt.RegisteredClaims
	basket
	CustomerID string             `json:"customer,omitempty"`
	Country    models.CountryCode `json:"country,omitempty"`
	Postcode   string             `json:"postcode,omitempty"` // as postcodeKey spells it
}

// CreateQuote returns a signed quote for line items. It requires ORDERS_WRITE; invalid input is apperr.Invalid.
func (s *Service) CreateQuote(ctx context.Context, caller auth.Caller, in QuoteInput) (*Quote, error) {
	if !caller.Can(models.OrdersWrite) {
		return nil, apperr.Scope(string(models.OrdersWrite))
	}
	var f apperr.Fields
	at := apperr.Path{"input"}
	b := checkBasket(&f, at, in.Items, charges{in.ShippingPrice, in.Tax, in.TaxIncluded, in.Discount})
	expires := s.o.Now().Add(time.Duration(min(max(in.ExpiresIn, 0), maxQuoteLife)) * time.Second)
	claims := quoteClaims{RegisteredClaims: s.quotes.Registered("", expires), basket: b}
	claims.ID = models.NewID(models.QuoteID)
	if in.ExpiresIn < 1 || in.ExpiresIn > maxQuoteLife {
		f.Add(at.At("expiresIn"), apperr.CodeInvalid, fmt.Sprintf("Must be between 1 and %d seconds", maxQuoteLife))
	}
	if in.CustomerID != nil {
		claims.CustomerID = *in.CustomerID
		exists, err := s.customerExists(ctx, *in.CustomerID)
		if err != nil {
			return nil, err
		}
		if !exists {
			f.Add(at.At("customerId"), apperr.CodeNotFound, noSuchCustomer)
		}
	}
	if in.ShipTo != nil {
		claims.Country, claims.Postcode = in.ShipTo.Country, s.checkShipTo(&f, at.At("shipTo"), in.ShipTo)
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	token, err := s.quotes.Sign(claims)
	if err != nil {
		return nil, fmt.Errorf("sign quote: %w", err)
	}
	if len(token) > auth.MaxToken {
		return nil, apperr.Field(at.At("items"), apperr.CodeTooLong,
			"The options and URLs of the line items are too long for a quote")
	}
	amount := func(minor int64) *models.Money { return &models.Money{Minor: minor, Currency: b.Currency} }
	return &Quote{
		Token: token, ExpiresAt: models.At(claims.ExpiresAt.Time),
		Subtotal: amount(b.subtotal()), TaxIncluded: amount(b.Included), Total: amount(b.total()),
	}, nil
}

// checkShipTo validates the country and returns the postcode as quotes compare it, formatted as in addresses: D-10115
// becomes 10115. A postcode that the country's rules reject is accepted, since saved addresses may contain it.
func (s *Service) checkShipTo(f *apperr.Fields, at apperr.Path, in *ShipToInput) string {
	postcode := input.Optional(f, at.At("postcode"), in.Postcode, input.MaxLine)
	var own apperr.Fields
	a := s.o.Addresses.Check(&own, nil, models.CreateAddressInput{Country: in.Country, Postcode: postcode})
	if own.Has(apperr.Path{"country"}) {
		f.Add(at.At("country"), apperr.CodeInvalid, "Must be a two-letter ISO 3166-1 country code, such as IE")
	}
	key := postcodeKey(a.Postcode)
	if text(postcode) != "" && key == "" {
		f.Add(at.At("postcode"), apperr.CodeInvalid, "Must contain letters or digits")
	}
	return key
}

func (s *Service) customerExists(ctx context.Context, id string) (bool, error) {
	var n int64
	if err := s.db.Read(ctx).Model(&models.Customer{}).Where("id = ?", id).Count(&n).Error; err != nil {
		return false, fmt.Errorf("find customer %s: %w", id, err)
	}
	return n > 0, nil
}

// readQuote verifies a quote's signature and reads it. It also reads an expired quote and sets expired, since its
// order may have been placed in time.
func (s *Service) readQuote(f *apperr.Fields, token string) (claims *quoteClaims, expired bool) {
	claims = &quoteClaims{}
	err := s.quotes.Read(token, claims)
	switch {
	case err == nil:
		return claims, false
	case errors.Is(err, auth.ErrExpired):
		return claims, true
	}
	f.Add(quotePath, apperr.CodeQuoteInvalid, "Not a valid quote of this shop")
	return nil, false
}

var quotePath = apperr.Path{"input", "quote"}

// postcodeKey returns a postcode as quotes compare it: 12345-6789 and 123456789 are equal.
func postcodeKey(postcode *string) string {
	if postcode == nil {
		return ""
	}
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(*postcode))
}

// allows reports whether an order for this customer and destination may use the quote.
func (c *quoteClaims) allows(customerID string, ship models.OrderAddress) bool {
	return (c.CustomerID == "" || c.CustomerID == customerID) && (c.Country == "" || c.Country == ship.Country) &&
		(c.Postcode == "" || c.Postcode == postcodeKey(ship.Postcode))
}
