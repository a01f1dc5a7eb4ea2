package orders

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/input"
	"clientele/models"
)

// hashInput sets the hash by which repeated requests are recognized. It covers the input as received and the customer.
// Nothing is looked up, so a repeated request finds its order even if a saved address was deleted since.
func (d *draft) hashInput() error {
	in := d.in
	in.IdempotencyKey, in.CustomerID = nil, graphql.Omittable[*string]{}
	if in.BillingSameAsShipping == nil { // as when its default was false
		in.BillingSameAsShipping = new(bool)
	}
	if d.quote != nil {
		in.Quote = &d.quote.ID
	}
	text, err := json.Marshal(struct {
		CustomerID string
		Input      CheckoutInput
	}{d.customerID, in})
	if err != nil {
		return fmt.Errorf("hash checkout input: %w", err)
	}
	text, err = withoutNulls(text)
	if err != nil {
		return fmt.Errorf("hash checkout input: %w", err)
	}
	sum := sha256.Sum256(text)
	d.hash = hex.EncodeToString(sum[:])
	return nil
}

// withoutNulls removes null members, so that the hash of a request stays the same when the input type gets new members.
func withoutNulls(text []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(dropNulls(v))
}

func dropNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member == nil {
				delete(v, name)
			} else {
				v[name] = dropNulls(member)
			}
		}
	case []any:
		for i, item := range v {
			v[i] = dropNulls(item)
		}
	}
	return v
}

// idempotencyScope identifies the caller within whose requests an idempotency key is unique. Guests are identified by
// email address.
func (d *draft) idempotencyScope() string {
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

// findExistingOrder returns the order that the same request created before, or nil. If a different request used the
// quote or the key, it returns an error that reveals nothing about that order.
func (s *Service) findExistingOrder(g *gorm.DB, d *draft) (*models.Order, error) {
	if d.quote != nil {
		o, err := find(g, "quote_id = ?", d.quote.ID)
		if err != nil || o != nil {
			return sameInput(o, err, d, apperr.CodeQuoteUsed, "quote", "The quote was already used for another order")
		}
	}
	if d.key != "" {
		o, err := find(g, "idempotency_scope = ? AND idempotency_key = ?", d.idempotencyScope(), d.key)
		if err != nil || o != nil {
			return sameInput(o, err, d, apperr.CodeIdempotencyConflict, "idempotencyKey",
				"The key was already used for another order")
		}
	}
	return nil, nil
}

func find(g *gorm.DB, where string, args ...any) (*models.Order, error) {
	var found []*models.Order
	if err := g.Where(where, args...).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find order: %w", err)
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

// alphabet has no characters that are easily confused when read aloud.
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// newNumber returns a random order number. It is short and does not reveal how many orders a shop has.
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
