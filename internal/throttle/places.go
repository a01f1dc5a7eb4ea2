package throttle

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/internal/auth"
	"clientele/models"
)

const (
	// placeLife is how long a place stays known after its last use.
	placeLife = 180 * 24 * time.Hour
	// mostPlaces is how many places of one account are kept: those used last.
	mostPlaces = 20
)

// Owner is what a place is known to: a customer, a member of staff, or a guest's order. One of the ids is set. Name
// is how callers name it, an email key or an order number, by which a place is found without knowing whether there is
// an owner.
type Owner struct {
	CustomerID, MemberID, OrderID string
	Name                          string
}

// Kinds of owners, which set the places of a customer and a member with the same email address apart.
const (
	OfCustomers = "customer"
	OfStaff     = "staff"
	OfOrders    = "order"
)

func (o Owner) kind() (kind, column, id string) {
	switch {
	case o.MemberID != "":
		return OfStaff, "member_id", o.MemberID
	case o.OrderID != "":
		return OfOrders, "order_id", o.OrderID
	}
	return OfCustomers, "customer_id", o.CustomerID
}

// place is a caller's address in relation to one account, under a key of the shop: nobody who reads the database
// learns the address from it, or that two accounts share one.
func place(key []byte, kind, name, address string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(kind + "\x00" + name + "\x00" + address))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// Seen tells whether the account of a kind with this name was used from the caller's address before. It is one
// statement, whether or not there is such an account. An API key that does not say for whom it asks has no place.
func (t *Throttle) Seen(ctx context.Context, caller auth.Caller, kind, name string) (bool, error) {
	if caller.SharedAddress || caller.Address == "" {
		return false, nil
	}
	places := make([]string, len(t.keys))
	for i, key := range t.keys {
		places[i] = place(key, kind, name, caller.Address)
	}
	var found []string
	oldest := models.At(t.now().Add(-placeLife))
	err := t.db.Primary(ctx).Model(&models.KnownPlace{}).
		Where("place IN ? AND seen_at > ?", places, oldest).Limit(1).Pluck("place", &found).Error
	if err != nil {
		return false, fmt.Errorf("look for a known place: %w", err)
	}
	return len(found) > 0, nil
}

// Remember notes that an account is used from the caller's address, and forgets the account's oldest places beyond
// twenty. The transaction holds the owner's row.
func (t *Throttle) Remember(tx *gorm.DB, caller auth.Caller, o Owner) error {
	if caller.SharedAddress || caller.Address == "" {
		return nil
	}
	kind, column, id := o.kind()
	row := &models.KnownPlace{Place: place(t.keys[0], kind, o.Name, caller.Address), SeenAt: models.At(t.now())}
	switch column {
	case "member_id":
		row.MemberID = &id
	case "order_id":
		row.OrderID = &id
	default:
		row.CustomerID = &id
	}
	err := tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "place"}},
		DoUpdates: clause.AssignmentColumns([]string{"customer_id", "member_id", "order_id", "seen_at"}),
	}).Create(row).Error
	if err == nil {
		kept := "SELECT place FROM known_places WHERE " + column + " = ? ORDER BY seen_at DESC, place LIMIT ?"
		forget := "DELETE FROM known_places WHERE " + column + " = ? AND place NOT IN (" + kept + ")"
		err = tx.Exec(forget, id, id, mostPlaces).Error
	}
	if err != nil {
		return fmt.Errorf("remember a place: %w", err)
	}
	return nil
}

// Forget deletes an account's places: whoever used it from there may have been somebody else.
func (t *Throttle) Forget(tx *gorm.DB, o Owner) error {
	_, column, id := o.kind()
	if err := tx.Exec("DELETE FROM known_places WHERE "+column+" = ?", id).Error; err != nil {
		return fmt.Errorf("forget places: %w", err)
	}
	return nil
}
