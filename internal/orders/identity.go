package orders

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// identify writes down what makes two requests the same: all of the input as it was given, and whose order it is. Nothing of
// it is looked up, so that a request that is sent again finds its order even if an address has gone since.
func (d *draft) identify() error {
	in := d.in
	in.IdempotencyKey, in.CustomerID = nil, nil
	if d.quote != nil {
		in.Quote = &d.quote.ID
	}
	text, err := json.Marshal(struct {
		CustomerID string
		Input      CheckoutInput
	}{d.customerID, in})
	if err != nil {
		return fmt.Errorf("hash a checkout: %w", err)
	}
	text, err = withoutNulls(text)
	if err != nil {
		return fmt.Errorf("hash a checkout: %w", err)
	}
	sum := sha256.Sum256(text)
	d.hash = hex.EncodeToString(sum[:])
	return nil
}

// withoutNulls drops what was not given, so that the same request stays the same when inputs get more members.
func withoutNulls(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(given(v))
}

func given(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, each := range v {
			if each == nil {
				delete(v, name)
			} else {
				v[name] = given(each)
			}
		}
	case []any:
		for i, each := range v {
			v[i] = given(each)
		}
	}
	return v
}

// scope is within whose requests an idempotency key is unique. Guests are told apart by their email addresses.
func (d *draft) scope() string {
	switch d.caller.Kind {
	case auth.Customer:
		return "customer:" + d.caller.CustomerID
	case auth.APIKey:
		return "key:" + d.caller.KeyID
	case auth.Staff:
		return "staff:" + d.caller.KeyID
	}
	email := ""
	if d.in.Contact != nil && d.in.Contact.Email != nil {
		email = input.EmailKey(*d.in.Contact.Email)
	}
	sum := sha256.Sum256([]byte(email))
	return "guest:" + hex.EncodeToString(sum[:])
}

// findExistingOrder returns the order that the same request made before, and nil where there is none. Where another request has used the
// quote or the key, that is the error, and nothing of its order is told.
func (s *Service) findExistingOrder(g *gorm.DB, d *draft) (*models.Order, error) {
	if d.quote != nil {
		o, err := find(g, "quote_id = ?", d.quote.ID)
		if err != nil || o != nil {
			return sameInput(o, err, d, apperr.CodeQuoteUsed, "quote", "the quote has made another order already")
		}
	}
	if d.key != "" {
		o, err := find(g, "idempotency_scope = ? AND idempotency_key = ?", d.scope(), d.key)
		if err != nil || o != nil {
			return sameInput(o, err, d, apperr.CodeIdempotencyConflict, "idempotencyKey", "the key has made another order already")
		}
	}
	return nil, nil
}

func find(g *gorm.DB, where string, args ...any) (*models.Order, error) {
	var found []*models.Order
	if err := g.Where(where, args...).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("look for an order: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0], nil
}

func sameInput(o *models.Order, err error, d *draft, code apperr.Code, member, message string) (*models.Order, error) {
	if err != nil {
		return nil, err
	}
	if o.InputHash != d.hash {
		return nil, apperr.Field(at.At(member), code, message)
	}
	return o, nil
}

// alphabet has no characters that are mistaken for others when a number is read out.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// newNumber returns a random order number: short, and it tells nobody how much a shop sells.
func newNumber() string {
	number := make([]byte, 8)
	for i := range number {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil { // crypto/rand does not fail
			panic(err)
		}
		number[i] = alphabet[n.Int64()]
	}
	return string(number)
}
