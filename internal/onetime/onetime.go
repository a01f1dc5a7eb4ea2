// Package onetime keeps the secrets that go out by email and do one thing once: who may have one, and what it does, is for the
// rooms that mint them. A secret is letters and digits only, so that no mail program breaks it, and only its SHA-256 is stored:
// it is random, so there is nothing to guess. Whoever locks other rows besides locks them first, and the token last.
package onetime

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/normalize"
	"clientele/models"
)

// Tokens mints, finds and spends one-time tokens.
type Tokens struct {
	db  *db.DB
	now auth.Clock
}

// New returns the tokens of a database.
func New(d *db.DB, now auth.Clock) *Tokens { return &Tokens{db: d, now: now} }

// Mint stores t, good for life from now on, and returns its secret: 26 letters and digits, 130 bits. One without a subject stands
// beside the others of its purpose: what anybody may ask for must not end what the owner of the mailbox holds already.
func (ts *Tokens) Mint(tx *gorm.DB, t *models.OneTimeToken, life time.Duration) (string, error) {
	secret := rand.Text()
	hashed := hash(string(t.Purpose), secret)
	t.Hash = &hashed
	return secret, ts.Prepare(tx, t, life)
}

// MintWithCode is Mint with a code beside the secret, for people to type: it is good together with the email address only.
func (ts *Tokens) MintWithCode(tx *gorm.DB, t *models.OneTimeToken, life time.Duration) (secret, code string, err error) {
	code = newCode()
	hashed := hash(string(t.Purpose), t.EmailKey, code)
	t.CodeHash = &hashed
	secret, err = ts.Mint(tx, t, life)
	return secret, code, err
}

// Prepare stores what waits for its secret, in place of what there was of its purpose and subject, if it has one.
func (ts *Tokens) Prepare(tx *gorm.DB, t *models.OneTimeToken, life time.Duration) error {
	now := ts.now()
	if t.ID == "" { // what waits keeps its id, by which an email finds it, however often it is written
		t.ID = models.NewID(models.OnceID)
	}
	if t.Subject == "" {
		t.Subject = t.ID
	}
	t.CreatedAt, t.ExpiresAt = models.At(now), models.At(now.Add(life))
	err := tx.Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "purpose"}, {Name: "subject"}},
		DoUpdates: clause.AssignmentColumns([]string{
			"id", "hash", "code_hash", "customer_id", "order_id", "email_key", "payload", "created_at", "expires_at",
		}),
	}).Create(t).Error
	if err != nil {
		return fmt.Errorf("store a one-time token: %w", err)
	}
	return nil
}

// Waiting returns what was prepared under an id and has not run out; nil where there is none.
func (ts *Tokens) Waiting(g *gorm.DB, id string) (*models.OneTimeToken, error) {
	return ts.one(g.Where("id = ?", id))
}

// Find returns the token of a secret that is for one of the purposes and has not run out, however the secret was typed: shops
// without a storefront's address email it to be typed in. Nil where there is none.
func (ts *Tokens) Find(g *gorm.DB, secret string, purposes ...models.OneTimePurpose) (*models.OneTimeToken, error) {
	hashes := make([]string, len(purposes))
	for i, purpose := range purposes {
		hashes[i] = hash(string(purpose), Typed(secret))
	}
	return ts.one(g.Where("hash IN ?", hashes))
}

// FindCode returns the token of a code that went to an email address, however it was typed; nil where there is none.
func (ts *Tokens) FindCode(g *gorm.DB, purpose models.OneTimePurpose, emailKey, code string) (*models.OneTimeToken, error) {
	return ts.one(g.Where("email_key = ? AND code_hash = ?", emailKey, hash(string(purpose), emailKey, Typed(code))))
}

func (ts *Tokens) one(q *gorm.DB) (*models.OneTimeToken, error) {
	var found []*models.OneTimeToken
	if err := q.Where("expires_at > ?", models.At(ts.now())).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("look for a one-time token: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0], nil
}

// Spend uses a token up that came in the argument at, and with it the others of its purpose that stand beside it. It is Invalid where
// another request has been faster, or a newer token has taken its place.
func (ts *Tokens) Spend(tx *gorm.DB, t *models.OneTimeToken, at string) error {
	done := tx.Where("id = ? AND hash = ? AND expires_at > ?", t.ID, t.Hash, models.At(ts.now())).Delete(&models.OneTimeToken{})
	if done.Error != nil {
		return fmt.Errorf("spend a one-time token: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return Invalid(at)
	}
	if err := beside(tx, t).Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("end the one-time tokens beside one that is spent: %w", err)
	}
	return nil
}

// beside is the tokens of a token's purpose that have the same owner: a customer, an order or, where nobody has an account, a mailbox.
func beside(tx *gorm.DB, t *models.OneTimeToken) *gorm.DB {
	switch q := tx.Where("purpose = ?", t.Purpose); {
	case t.CustomerID != nil:
		return q.Where("customer_id = ?", *t.CustomerID)
	case t.OrderID != nil:
		return q.Where("order_id = ?", *t.OrderID)
	default:
		return q.Where("customer_id IS NULL AND order_id IS NULL AND email_key = ?", t.EmailKey)
	}
}

// mostUnsent is how many of the tokens that stand beside each other wait for their emails: the newest.
const mostUnsent = 3

// DropUnsent ends what waits beside t for its email, but for the newest: whoever asks again and again stores no more.
func DropUnsent(tx *gorm.DB, t *models.OneTimeToken) error {
	var newest []string
	unsent := func() *gorm.DB { return beside(tx, t).Where("hash IS NULL") }
	err := unsent().Model(t).Order("created_at DESC, id DESC").Limit(mostUnsent).Pluck("id", &newest).Error
	if err == nil && len(newest) == mostUnsent {
		err = unsent().Where("id NOT IN ?", newest).Delete(&models.OneTimeToken{}).Error
	}
	if err != nil {
		return fmt.Errorf("end what waits for emails: %w", err)
	}
	return nil
}

// NotGood is what is said of a token that does nothing.
const NotGood = "this is not good, or not any more: ask for a new one"

// Invalid is the one answer, TOKEN_INVALID, for a token in the argument at that was used, has run out, was replaced or never was.
func Invalid(at string) error {
	return apperr.Field(apperr.Path{at}, apperr.CodeTokenInvalid, NotGood)
}

// Drop ends the tokens of a customer: those of the purposes, or all where none is named.
func Drop(tx *gorm.DB, customerID string, purposes ...models.OneTimePurpose) error {
	q := tx.Where("customer_id = ?", customerID)
	if len(purposes) > 0 {
		q = q.Where("purpose IN ?", purposes)
	}
	if err := q.Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("drop one-time tokens: %w", err)
	}
	return nil
}

// DropOfOrder ends the tokens of an order.
func DropOfOrder(tx *gorm.DB, orderID string) error {
	if err := tx.Where("order_id = ?", orderID).Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("drop the one-time tokens of an order: %w", err)
	}
	return nil
}

// Sweep drops what has run out.
func (ts *Tokens) Sweep(ctx context.Context) error {
	return ts.db.Sweep(ctx, &models.OneTimeToken{}, "id", "expires_at <= ?", models.At(ts.now()))
}

// hash binds a secret to what it is for.
func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// CodeLength is how many characters a code has.
const CodeLength = 10

// letters are those of codes: none is mistaken for another one (0 and O, 1, I and l).
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// newCode returns a random code of 49 bits. That is enough for something that is good for minutes and whose attempts are
// counted.
func newCode() string {
	code := make([]byte, CodeLength)
	for i := range code {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil { // crypto/rand does not fail
			panic(err)
		}
		code[i] = letters[n.Int64()]
	}
	return string(code)
}

// maxTyped is how long a code or secret may be typed, in characters, with its spaces and hyphens.
const maxTyped = 100

// tooLong is what Typed returns for longer texts. It is no code and no secret, since those have no hyphens.
const tooLong = "---------------"

// Typed returns a code or secret as it was made: people type small letters, spaces and hyphens.
func Typed(s string) string {
	if !normalize.Fits(s, maxTyped) {
		return tooLong
	}
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\t", "", "\r", "", "\n", "").Replace(normalize.Visible(s)))
}
