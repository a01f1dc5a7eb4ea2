package consent

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/mail"
	"clientele/models"
)

// Store stores the statements of a book, with at most four SQL statements. New customers must be stored before.
func (b *Book) Store(tx *gorm.DB) error {
	if b == nil { // nothing was said about marketing
		return nil
	}
	if err := b.endStored(tx); err != nil {
		return fmt.Errorf("replace statements about marketing: %w", err)
	}
	if err := b.move(tx); err != nil {
		return fmt.Errorf("move statements about marketing: %w", err)
	}
	for i, id := range models.NewIDs(models.ConsentID, len(b.added)) {
		b.added[i].ID = id
	}
	if err := db.InsertRows(tx, b.added); err != nil {
		return fmt.Errorf("store statements about marketing: %w", err)
	}
	var list []mail.Email
	for _, id := range slices.Sorted(maps.Keys(b.confirm)) {
		list = append(list, mail.Email{
			Kind: mail.ConfirmMarketing, To: b.confirm[id], Data: map[string]string{dataCustomer: id},
		})
	}
	if len(list) == 0 {
		return nil
	}
	return b.ledger.post.SendAll(tx, list)
}

// endStored marks stored statements as no longer current.
func (b *Book) endStored(tx *gorm.DB) error {
	if len(b.ended) == 0 {
		return nil
	}
	ended := tx.Model(&models.MarketingConsent{}).Where(b.ledger.db.In("id", b.ended))
	return ended.UpdateColumn("current", false).Error
}

// move gives the statements of email addresses to customers.
func (b *Book) move(tx *gorm.DB) error {
	if len(b.moved) == 0 {
		return nil
	}
	pairs, err := pairsParameter(b.moved)
	if err != nil {
		return err
	}
	return tx.Exec("UPDATE consents SET customer_id = v.b, email = NULL, email_key = NULL FROM "+pairsSource(tx)+
		" WHERE consents.email_key = v.a", pairs).Error
}

// pairsParameter returns pairs of texts as the parameter of pairsSource.
func pairsParameter(pairs [][2]string) (string, error) {
	list := make([]map[string]string, len(pairs))
	for i, p := range pairs {
		list[i] = map[string]string{"a": p[0], "b": p[1]}
	}
	text, err := json.Marshal(list)
	return string(text), err
}

// pairsSource returns a table expression v of pairs of texts, a and b, in one parameter.
func pairsSource(tx *gorm.DB) string {
	if tx.Name() == string(db.Postgres) {
		return "json_to_recordset(CAST(? AS json)) AS v(a text, b text)"
	}
	return "(SELECT value ->> 'a' AS a, value ->> 'b' AS b FROM json_each(?)) AS v"
}
