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
	// placeLife is how long a place is remembered after its last use.
	placeLife = 180 * 24 * time.Hour
	// maxPlaces is the maximum number of places per account. The oldest are deleted.
	maxPlaces = 20
)

// Owner is the owner of a known place: a customer, a member of staff, or a guest's order. One of the IDs is set. Name
// is the email key or order number by which callers refer to the owner; places are looked up by it, so that the lookup
// does not reveal whether the owner exists.
type Owner struct {
	CustomerID, MemberID, OrderID string
	Name                          string
}

// The kinds of owners. They distinguish a customer from a member of staff with the same email address.
const (
	KindCustomer = "customer"
	KindStaff    = "staff"
	KindOrder    = "order"
)

func (o Owner) kind() (kind, column, id string) {
	switch {
	case o.MemberID != "":
		return KindStaff, "member_id", o.MemberID
	case o.OrderID != "":
		return KindOrder, "order_id", o.OrderID
	}
	return KindCustomer, "customer_id", o.CustomerID
}

// place returns the stored form of an address from which an account was used: a keyed hash, so that the database
// reveals neither the address nor which accounts share one.
func place(key []byte, kind, name, address string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(kind + "\x00" + name + "\x00" + address))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// IsKnown reports whether the account of the given kind and name was used from the caller's address before. It takes
// one statement, whether or not the account exists. A shared address is never known.
func (t *Throttle) IsKnown(ctx context.Context, caller auth.Caller, kind, name string) (bool, error) {
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
		return false, fmt.Errorf("find known place: %w", err)
	}
	return len(found) > 0, nil
}

// Remember records that an account is used from the caller's address, and deletes the account's oldest places beyond
// twenty. The transaction must have locked the owner's row.
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
		err = tx.Exec(forget, id, id, maxPlaces).Error
	}
	if err != nil {
		return fmt.Errorf("store known place: %w", err)
	}
	return nil
}

// Forget deletes an account's places, which may have been those of an attacker.
func (t *Throttle) Forget(tx *gorm.DB, o Owner) error {
	_, column, id := o.kind()
	if err := tx.Exec("DELETE FROM known_places WHERE "+column+" = ?", id).Error; err != nil {
		return fmt.Errorf("delete known places: %w", err)
	}
	return nil
}

// ForgetCustomers is Forget for many customers.
func (t *Throttle) ForgetCustomers(tx *gorm.DB, customerIDs []string) error {
	if err := tx.Where(t.db.In("customer_id", customerIDs)).Delete(&models.KnownPlace{}).Error; err != nil {
		return fmt.Errorf("delete known places: %w", err)
	}
	return nil
}
