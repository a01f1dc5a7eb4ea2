// Package onetime stores the single-use tokens that are sent by email. The packages that create a token decide who
// receives it and what it does. A secret contains only letters and digits, so that mail programs do not break it. It is
// random, so storing its SHA-256 is sufficient. Transactions that lock other rows must lock them before the token.
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

// Tokens creates, finds and consumes single-use tokens.
type Tokens struct {
	db  *db.DB
	now auth.Clock
}

// New returns the Tokens of a database.
func New(d *db.DB, now auth.Clock) *Tokens { return &Tokens{db: d, now: now} }

// Create stores t, which expires after life, and returns its secret: 26 letters and digits, 130 bits. It replaces the
// token with the same purpose and subject. A token without a subject replaces none: a request by an unauthenticated
// caller must not invalidate a token that the owner of the mailbox has already received.
func (ts *Tokens) Create(tx *gorm.DB, t *models.OneTimeToken, life time.Duration) (string, error) {
	secret := rand.Text()
	hashed := hash(string(t.Purpose), secret)
	t.Hash = &hashed
	return secret, ts.Prepare(tx, t, life)
}

// CreateWithCode is like Create, and also returns a code that users can type. It is valid only together with the email
// address.
func (ts *Tokens) CreateWithCode(
	tx *gorm.DB, t *models.OneTimeToken, life time.Duration,
) (secret, code string, err error) {
	code = newCode()
	hashed := hash(string(t.Purpose), t.EmailKey, code)
	t.CodeHash = &hashed
	secret, err = ts.Create(tx, t, life)
	return secret, code, err
}

// Prepare is like Create, but stores t without a secret. Create adds the secret when the email is sent.
func (ts *Tokens) Prepare(tx *gorm.DB, t *models.OneTimeToken, life time.Duration) error {
	now := ts.now()
	if t.ID == "" { // a prepared token keeps its ID, by which the email finds it
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
		return fmt.Errorf("store one-time token: %w", err)
	}
	return nil
}

// FindPrepared returns the prepared token with the given ID, or nil if there is none or it has expired.
func (ts *Tokens) FindPrepared(g *gorm.DB, id string) (*models.OneTimeToken, error) {
	return ts.findOne(g.Where("id = ?", id))
}

// Find returns the token with the secret and one of the purposes, or nil if there is none or it has expired. The secret
// is normalized first, because users type it if the shop has no storefront URL configured.
func (ts *Tokens) Find(g *gorm.DB, secret string, purposes ...models.OneTimePurpose) (*models.OneTimeToken, error) {
	hashes := make([]string, len(purposes))
	for i, purpose := range purposes {
		hashes[i] = hash(string(purpose), Normalize(secret))
	}
	return ts.findOne(g.Where("hash IN ?", hashes))
}

// FindCode returns the token with the code that was sent to an email address, or nil if there is none or it has
// expired.
func (ts *Tokens) FindCode(
	g *gorm.DB, purpose models.OneTimePurpose, emailKey, code string,
) (*models.OneTimeToken, error) {
	codeHash := hash(string(purpose), emailKey, Normalize(code))
	return ts.findOne(g.Where("email_key = ? AND code_hash = ?", emailKey, codeHash))
}

// findOne returns the token that q selects, or nil if there is none or it has expired.
func (ts *Tokens) findOne(q *gorm.DB) (*models.OneTimeToken, error) {
	var found []*models.OneTimeToken
	if err := q.Where("expires_at > ?", models.At(ts.now())).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("find one-time token: %w", err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0], nil
}

// Consume deletes a token that was passed in the argument at, and the other tokens with the same purpose and owner. It
// returns the error of Invalid if another request has consumed or replaced the token.
func (ts *Tokens) Consume(tx *gorm.DB, t *models.OneTimeToken, at string) error {
	done := tx.Where("id = ? AND hash = ? AND expires_at > ?", t.ID, t.Hash, models.At(ts.now())).
		Delete(&models.OneTimeToken{})
	if done.Error != nil {
		return fmt.Errorf("consume one-time token: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return Invalid(at)
	}
	if err := sameOwner(tx, t).Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("delete the other one-time tokens of the owner: %w", err)
	}
	return nil
}

// sameOwner selects the tokens with the purpose and owner of t: a customer, an order or otherwise an email address.
func sameOwner(tx *gorm.DB, t *models.OneTimeToken) *gorm.DB {
	switch q := tx.Where("purpose = ?", t.Purpose); {
	case t.CustomerID != nil:
		return q.Where("customer_id = ?", *t.CustomerID)
	case t.OrderID != nil:
		return q.Where("order_id = ?", *t.OrderID)
	default:
		return q.Where("customer_id IS NULL AND order_id IS NULL AND email_key = ?", t.EmailKey)
	}
}

// maxUnsent is the maximum number of unsent tokens with the same purpose and owner.
const maxUnsent = 3

// DeleteUnsent deletes the unsent tokens with the purpose and owner of t, except for the newest three, so that repeated
// requests do not accumulate tokens.
func DeleteUnsent(tx *gorm.DB, t *models.OneTimeToken) error {
	var newest []string
	unsent := func() *gorm.DB { return sameOwner(tx, t).Where("hash IS NULL") }
	err := unsent().Model(t).Order("created_at DESC, id DESC").Limit(maxUnsent).Pluck("id", &newest).Error
	if err == nil && len(newest) == maxUnsent {
		err = unsent().Where("id NOT IN ?", newest).Delete(&models.OneTimeToken{}).Error
	}
	if err != nil {
		return fmt.Errorf("delete unsent one-time tokens: %w", err)
	}
	return nil
}

// InvalidMessage is the message of the TOKEN_INVALID error.
const InvalidMessage = "Invalid or expired. Request a new one."

// Invalid returns the TOKEN_INVALID error for the token in the argument at. It is the same for tokens that were used,
// have expired, were replaced, or never existed.
func Invalid(at string) error {
	return apperr.Field(apperr.Path{at}, apperr.CodeTokenInvalid, InvalidMessage)
}

// DeleteForCustomer deletes the tokens of a customer with the given purposes, or all of them if no purpose is given.
func DeleteForCustomer(tx *gorm.DB, customerID string, purposes ...models.OneTimePurpose) error {
	q := tx.Where("customer_id = ?", customerID)
	if len(purposes) > 0 {
		q = q.Where("purpose IN ?", purposes)
	}
	if err := q.Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("delete the one-time tokens of customer %s: %w", customerID, err)
	}
	return nil
}

// DeleteForCustomers is DeleteForCustomer for many customers.
func DeleteForCustomers(
	tx *gorm.DB, d *db.DB, customerIDs []string, purposes ...models.OneTimePurpose,
) error {
	q := tx.Where(d.In("customer_id", customerIDs))
	if len(purposes) > 0 {
		q = q.Where("purpose IN ?", purposes)
	}
	if err := q.Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("delete the one-time tokens of customers: %w", err)
	}
	return nil
}

// DeleteForOrder deletes the tokens of an order.
func DeleteForOrder(tx *gorm.DB, orderID string) error {
	if err := tx.Where("order_id = ?", orderID).Delete(&models.OneTimeToken{}).Error; err != nil {
		return fmt.Errorf("delete the one-time tokens of order %s: %w", orderID, err)
	}
	return nil
}

// Sweep deletes expired tokens.
func (ts *Tokens) Sweep(ctx context.Context) error {
	return ts.db.Sweep(ctx, &models.OneTimeToken{}, "id", "expires_at <= ?", models.At(ts.now()))
}

// hash returns the SHA-256 of a purpose and a secret, so that a secret is valid for one purpose only.
func hash(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// CodeLength is the length of a code in characters.
const CodeLength = 10

// letters are the characters of codes, without those that look alike (0 and O, 1, I and L).
const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// newCode returns a random code of 49 bits, which is sufficient because codes expire within minutes and attempts are
// limited.
func newCode() string {
	code := make([]byte, CodeLength)
	for i := range code {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil { // crypto/rand never fails
			panic(err)
		}
		code[i] = letters[n.Int64()]
	}
	return string(code)
}

// maxTyped is the maximum length of a typed code or secret in characters, including spaces and hyphens.
const maxTyped = 100

// tooLong is the result of Normalize for longer texts. It never equals a code or secret, because those have no hyphens.
const tooLong = "---------------"

var separators = strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\t", "", "\r", "", "\n", "")

// Normalize returns a typed code or secret in its original form: in upper case, without spaces, hyphens and invisible
// characters.
func Normalize(s string) string {
	if !normalize.Fits(s, maxTyped) {
		return tooLong
	}
	return strings.ToUpper(separators.Replace(normalize.Visible(s)))
}
