package consent

import (
	"fmt"
	"slices"
	"sync"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/personhash"
	"clientele/models"
)

// Ledger decides and stores statements in the transactions of other services.
type Ledger struct {
	db   *db.DB
	now  auth.Clock
	post mail.Sender

	mu     sync.Mutex
	secret *personhash.Key // nil until it is needed; it never changes
}

// NewLedger returns the ledger of a database.
func NewLedger(d *db.DB, now auth.Clock, post mail.Sender) *Ledger {
	return &Ledger{db: d, now: now, post: post}
}

// key returns the key for hashes of people, which it reads once.
func (l *Ledger) key(g *gorm.DB) (personhash.Key, error) {
	l.mu.Lock()
	known := l.secret
	l.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	key, err := personhash.Read(g)
	if err == nil {
		l.keep(key)
	}
	return key, err
}

func (l *Ledger) keep(key personhash.Key) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secret = &key
}

// People are whose statements a Book needs.
type People struct {
	Customers []string // IDs of stored customers
	Emails    []string // normalized addresses, of which the statements of anybody are needed
	// Adopts is set if statements about the addresses can become those of customers. Until the transaction ends, nobody
	// else can then make a statement about one of the addresses without an account.
	Adopts bool
}

// Open reads the statements of people, with at most three statements, and one more to lock addresses, and returns a
// book for the statements that a caller makes. The customers must be locked.
func (l *Ledger) Open(
	g *gorm.DB, caller auth.Caller, source models.MarketingSource, of People,
) (*Book, error) {
	b := &Book{
		ledger: l, caller: caller, source: source, now: models.At(l.now()),
		current: map[place]*models.MarketingConsent{}, optedOut: map[string]bool{}, confirm: map[string]string{},
	}
	if of.Adopts {
		if err := lockAddresses(g, of.Emails...); err != nil {
			return nil, err
		}
	}
	if err := b.readSettings(g); err != nil {
		return nil, err
	}
	if len(of.Customers) > 0 {
		var rows []*models.MarketingConsent
		q := g.Where("current AND customer_id IS NOT NULL").Where(l.db.In("customer_id", of.Customers)) // for the index
		if err := q.Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("read the marketing consent of customers: %w", err)
		}
		for _, row := range rows {
			b.current[placeOf(row)] = row
		}
	}
	return b, b.readAddresses(g, of.Emails)
}

// lockAddresses keeps others from making statements about normalized email addresses without an account until the
// transaction ends. Customers must be locked before.
func lockAddresses(tx *gorm.DB, emails ...string) error {
	names := make([]string, len(emails))
	for i, email := range emails {
		names[i] = "marketing to " + email
	}
	if err := db.LockAll(tx, names); err != nil {
		return fmt.Errorf("lock email addresses: %w", err)
	}
	return nil
}

// readSettings reads what the shop's settings say.
func (b *Book) readSettings(g *gorm.DB) (err error) {
	if !slices.Contains(askedSources, b.source) {
		b.key, err = b.ledger.key(g)
		return err
	}
	var found models.ShopSettings
	if err := g.Select("person_key", "double_opt_in").Where("id = 1").Take(&found).Error; err != nil {
		return fmt.Errorf("read the settings of marketing: %w", err)
	}
	b.key, b.doubleOptIn = personhash.NewKey(found.PersonKey), found.DoubleOptIn
	b.ledger.keep(b.key)
	return nil
}

// askedSources are the sources of statements that people make themselves, who may have to confirm them.
var askedSources = []models.MarketingSource{models.FromSignUp, models.FromCustomer, models.FromSubscribe}

// readAddresses reads what is known about email addresses: the current statements of people without an account, and
// whether anybody with the address has unsubscribed. It reads at most two statements by email for each address, since
// anybody can add many. The channel is an expression so that SQLite uses the index of hashes: by channel, it would read
// all statements by email.
func (b *Book) readAddresses(g *gorm.DB, emails []string) error {
	if len(emails) == 0 {
		return nil
	}
	pairs := make([][2]string, len(emails))
	for i, email := range emails {
		pairs[i] = [2]string{b.key.Email(email), email}
	}
	parameter, err := pairsParameter(pairs)
	if err != nil {
		return fmt.Errorf("read the marketing consent of email addresses: %w", err)
	}
	source := pairsSource(g)
	var rows []*models.MarketingConsent
	err = g.Raw("SELECT consents.* FROM "+source+" JOIN consents ON consents.id = ("+
		"SELECT last.id FROM consents AS last WHERE last.email_hash = v.a AND last.email_hash <> '' "+
		"AND (last.channel || '') = 'EMAIL' AND last.state <> 'PENDING' ORDER BY last.at DESC, last.id DESC LIMIT 1) UNION "+
		"SELECT consents.* FROM "+source+" JOIN consents ON consents.email_key = v.b AND consents.email_key IS NOT NULL "+
		"AND consents.current ORDER BY at, id", parameter, parameter).Find(&rows).Error
	if err != nil {
		return fmt.Errorf("read the marketing consent of email addresses: %w", err)
	}
	for _, row := range rows {
		b.note(row)
		if row.EmailKey != nil && row.Current {
			b.current[placeOf(row)] = row
		}
	}
	return nil
}

// note notes what a statement says about its email address.
func (b *Book) note(row *models.MarketingConsent) {
	if row.Channel != models.ByEmail || row.EmailHash == "" || row.State == models.Pending {
		return
	}
	b.optedOut[row.EmailHash] = row.State == models.Unsubscribed
}
