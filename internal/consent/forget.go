package consent

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/personhash"
	"clientele/models"
)

// Forgotten is a customer who is being deleted.
type Forgotten struct {
	CustomerID string
	EmailKey   string // the normalized email address
}

// Forget removes customers, who must be deleted in the same transaction, from their statements, and returns the number
// of these. The states remain with the hash of the email address, so that a later import of the address does not revive
// what was withdrawn. There is one SQL statement, and a second one if somebody who unsubscribed has had another email
// address since.
func Forget(tx *gorm.DB, key personhash.Key, customers ...Forgotten) (int, error) {
	if len(customers) == 0 {
		return 0, nil
	}
	pairs := make([][2]string, len(customers))
	hashes := map[string]string{}
	for i, c := range customers {
		hashes[c.CustomerID] = key.Email(c.EmailKey)
		pairs[i] = [2]string{c.CustomerID, hashes[c.CustomerID]}
	}
	parameter, err := pairsParameter(pairs)
	if err != nil {
		return 0, fmt.Errorf("forget customers: %w", err)
	}
	var rows []*models.MarketingConsent
	// The foreign key removes the customer's ID. A customer who made a statement can also be one who was merged.
	err = tx.Raw("UPDATE consents SET email_hash = CASE WHEN email_hash = '' THEN v.b ELSE email_hash END, "+
		"actor_id = CASE WHEN actor_kind = 'CUSTOMER' THEN NULL ELSE actor_id END FROM "+pairsSource(tx)+
		" WHERE consents.customer_id = v.a RETURNING customer_id, channel, state, at, source, wording, email_hash, current",
		parameter).Find(&rows).Error
	if err != nil {
		return 0, fmt.Errorf("remove customers from statements about marketing: %w", err)
	}
	var copies []*models.MarketingConsent
	for _, row := range rows {
		if hash := hashes[*row.CustomerID]; row.Current && row.State == models.Unsubscribed && row.EmailHash != hash {
			row.ID, row.CustomerID, row.EmailHash = models.NewID(models.ConsentID), nil, hash
			row.ActorKind = models.BySystem
			copies = append(copies, row)
		}
	}
	if err := db.InsertRows(tx, copies); err != nil {
		return 0, fmt.Errorf("keep opt-outs of marketing: %w", err)
	}
	return len(rows), nil
}

// Forget is the function Forget with the shop's key.
func (l *Ledger) Forget(tx *gorm.DB, customers ...Forgotten) error {
	key, err := l.key(tx)
	if err != nil {
		return err
	}
	_, err = Forget(tx, key, customers...)
	return err
}
