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

// maxQuoteLife is how long a quote can be good, in seconds: 30 days.
const maxQuoteLife = 2_592_000

// Quote is a set of priced lines, signed.
type Quote struct {
	Token     string
	ExpiresAt models.Time
	Subtotal  *models.Money
	// TaxIncluded is the tax that the prices contain.
	TaxIncluded *models.Money
	Total       *models.Money
}

// quoteClaims is what a quote carries: everything, so that nothing of it is stored. Its jti is what makes it good for one
// order.
type quoteClaims struct {
	jwt.RegisteredClaims
	basket
	CustomerID string             `json:"customer,omitempty"`
	Country    models.CountryCode `json:"country,omitempty"`
	Postcode   string             `json:"postcode,omitempty"` // as postcodeKey spells it
}

// CreateQuote prices lines and signs them. It needs ORDERS_WRITE; faults of the input are apperr.Invalid.
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
		f.Add(at.At("expiresIn"), apperr.CodeInvalid, fmt.Sprintf("this is between 1 and %d seconds", maxQuoteLife))
	}
	if in.CustomerID != nil {
		claims.CustomerID = *in.CustomerID
		exists, err := s.customerExists(ctx, *in.CustomerID)
		if err != nil {
			return nil, err
		}
		if !exists {
			f.Add(at.At("customerId"), apperr.CodeNotFound, "there is no such customer")
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
		return nil, fmt.Errorf("sign a quote: %w", err)
	}
	amount := func(minor int64) *models.Money { return &models.Money{Minor: minor, Currency: b.Currency} }
	return &Quote{
		Token: token, ExpiresAt: models.At(claims.ExpiresAt.Time),
		Subtotal: amount(b.subtotal()), TaxIncluded: amount(b.Included), Total: amount(b.total()),
	}, nil
}

// checkShipTo notes a country that there is not, and returns the postcode as quotes compare it. It goes the way of an address,
// whose country rules may write it otherwise: D-10115 becomes 10115. One that they refuse is no fault: a book may hold such.
func (s *Service) checkShipTo(f *apperr.Fields, at apperr.Path, in *ShipToInput) string {
	postcode := input.Optional(f, at.At("postcode"), in.Postcode, input.MaxLine)
	var own apperr.Fields
	a := s.o.Addresses.Check(&own, nil, models.CreateAddressInput{Country: in.Country, Postcode: postcode})
	if own.Has(apperr.Path{"country"}) {
		f.Add(at.At("country"), apperr.CodeInvalid, "there is no such country: give its two-letter code (ISO 3166-1), like IE")
	}
	key := postcodeKey(a.Postcode)
	if text(postcode) != "" && key == "" {
		f.Add(at.At("postcode"), apperr.CodeInvalid, "a postal code has letters or digits")
	}
	return key
}

func (s *Service) customerExists(ctx context.Context, id string) (bool, error) {
	var n int64
	if err := s.db.Read(ctx).Model(&models.Customer{}).Where("id = ?", id).Count(&n).Error; err != nil {
		return false, fmt.Errorf("look for customer %s: %w", id, err)
	}
	return n > 0, nil
}

// readQuote checks a quote's signature and reads it. A quote whose time has run out is read all the same, with expired set:
// it may have made its order in time.
func (s *Service) readQuote(f *apperr.Fields, token string) (claims *quoteClaims, expired bool) {
	claims = &quoteClaims{}
	err := s.quotes.Read(token, claims)
	switch {
	case err == nil:
		return claims, false
	case errors.Is(err, auth.ErrExpired):
		return claims, true
	}
	f.Add(quotePath, apperr.CodeQuoteInvalid, "this is no quote of this shop")
	return nil, false
}

var quotePath = apperr.Path{"input", "quote"}

// postcodeKey is a postcode as quotes compare it: 12345-6789 and 123456789 are one.
func postcodeKey(postcode *string) string {
	if postcode == nil {
		return ""
	}
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(*postcode))
}

// fits tells whether an order for a customer that is shipped to an address may use the quote.
func (c *quoteClaims) fits(customerID string, ship models.OrderAddress) bool {
	return (c.CustomerID == "" || c.CustomerID == customerID) && (c.Country == "" || c.Country == ship.Country) &&
		(c.Postcode == "" || c.Postcode == postcodeKey(ship.Postcode))
}
