package consent

import (
	"slices"
	"time"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/personhash"
	"clientele/models"
)

// Book collects the statements of one transaction. It decides in memory, so that batches need a fixed number of SQL
// statements.
type Book struct {
	ledger      *Ledger
	caller      auth.Caller
	source      models.MarketingSource
	now         models.Time
	key         personhash.Key
	doubleOptIn bool

	current  map[place]*models.MarketingConsent
	optedOut map[string]bool // by hash of the email address; see request

	added   []*models.MarketingConsent
	ended   []string          // stored statements that are not current anymore
	moved   [][2]string       // email keys whose statements move, and the IDs of their customers
	confirm map[string]string // addresses that get an email to confirm, by the ID of the customer
	undo    []func()
}

// place is a channel of a person: of a customer's ID or, without an account, of a normalized email address.
type place struct {
	person  string
	channel models.MarketingChannel
}

func placeOf(row *models.MarketingConsent) place {
	p := place{channel: row.Channel}
	if row.CustomerID != nil {
		p.person = *row.CustomerID
	} else if row.EmailKey != nil {
		p.person = *row.EmailKey
	}
	return p
}

// Statement is what somebody says about marketing by a channel.
type Statement struct {
	Channel models.MarketingChannel
	State   models.MarketingState // SUBSCRIBED or UNSUBSCRIBED
	Wording *string
	At      *models.Time // nil for now
}

// Accepts is the statement behind acceptsMarketing.
func Accepts(accepts bool) *Statement {
	st := &Statement{Channel: models.ByEmail, State: models.Unsubscribed}
	if accepts {
		st.State = models.Subscribed
	}
	return st
}

// person is who makes a statement: a customer, or somebody with an email address and no account.
type person struct {
	customer *models.Customer // nil without an account
	address  input.Address    // with only Key and Shown; of people without an account
	account  bool             // see request
}

// Record records a statement of a customer who is locked or new, sets AcceptsMarketing, and returns the change of the
// state for the customer's event. The statement is added even if the state stays the same, if it was made with another
// wording or at another time. There are no changes if nothing was added.
func (b *Book) Record(c *models.Customer, st Statement) events.Changes {
	changes := b.record(person{customer: c}, st)
	b.setAccepts(c)
	return changes
}

// setAccepts sets AcceptsMarketing of a customer.
func (b *Book) setAccepts(c *models.Customer) {
	row := b.current[place{c.ID, models.ByEmail}]
	c.AcceptsMarketing = row != nil && row.State == models.Subscribed
}

func (b *Book) record(p person, st Statement) events.Changes {
	row := b.row(p)
	earlier := b.current[place{p.id(), st.Channel}]
	row.Channel, row.State, row.Wording = st.Channel, b.decide(p, row.EmailHash, earlier, st), st.Wording
	if row.State == models.Pending && p.customer != nil {
		b.ask(p.customer)
	}
	if earlier != nil && st.At == nil && earlier.State == row.State && sameWording(earlier, st) {
		return nil
	}
	row.At = b.now
	if st.At != nil {
		row.At = *st.At
	}
	if earlier != nil && row.At.Before(earlier.At.Time) && st.At != nil {
		b.add(row) // about the past
		return events.Changes{{Field: field(row.Channel), From: text(earlier), To: text(earlier)}}
	}
	return b.replace(earlier, row)
}

// decide returns the state that a statement leads to.
func (b *Book) decide(p person, hash string, earlier *models.MarketingConsent, st Statement) models.MarketingState {
	if st.State != models.Subscribed {
		return st.State
	}
	r := request{
		channel: st.Channel, source: b.source, optedOut: b.optedOut[hash], doubleOptIn: b.doubleOptIn,
		account: p.account,
		verified: p.customer != nil && p.customer.EmailVerified && b.caller.Owns(p.customer.ID) &&
			b.source == models.FromCustomer,
	}
	if earlier != nil {
		r.known = &earlier.State
	}
	return r.state()
}

// sameWording reports whether a statement says nothing about the wording that is not known.
func sameWording(earlier *models.MarketingConsent, st Statement) bool {
	return st.Wording == nil || earlier.Wording != nil && *earlier.Wording == *st.Wording
}

// row returns a statement of a person, still without what it says.
func (b *Book) row(p person) *models.MarketingConsent {
	row := &models.MarketingConsent{Source: b.source}
	row.ActorKind, row.ActorID, row.ActorName = events.ActorOf(b.caller)
	if p.customer != nil {
		row.CustomerID, row.EmailHash = &p.customer.ID, b.key.Email(p.customer.EmailKey)
		return row
	}
	row.Email, row.EmailKey, row.EmailHash = &p.address.Shown, &p.address.Key, b.key.Email(p.address.Key)
	return row
}

func (p person) id() string {
	if p.customer != nil {
		return p.customer.ID
	}
	return p.address.Key
}

// replace makes row the current statement instead of earlier, which may be nil, and returns the change of the state.
func (b *Book) replace(earlier, row *models.MarketingConsent) events.Changes {
	if earlier != nil && !row.At.After(earlier.At.Time) { // of the same moment, or of a server with a slower clock
		row.At = after(earlier)
	}
	b.end(earlier)
	row.Current = true
	b.add(row)
	b.set(row)
	return events.Changes{{Field: field(row.Channel), From: text(earlier), To: text(row)}}
}

// after returns the moment after a statement.
func after(row *models.MarketingConsent) models.Time { return models.At(row.At.Add(time.Microsecond)) }

// end makes a statement, which may be nil, not current anymore.
func (b *Book) end(row *models.MarketingConsent) {
	if row == nil {
		return
	}
	if row.ID == "" { // not stored yet
		row.Current = false
		b.undo = append(b.undo, func() { row.Current = true })
		return
	}
	n := len(b.ended)
	b.ended = append(b.ended, row.ID)
	b.undo = append(b.undo, func() { b.ended = b.ended[:n] })
}

func (b *Book) add(row *models.MarketingConsent) {
	n := len(b.added)
	b.added = append(b.added, row)
	b.undo = append(b.undo, func() { b.added = b.added[:n] })
}

// set sets the current statement of a person, and what it says about the address.
func (b *Book) set(row *models.MarketingConsent) {
	at := placeOf(row)
	before, known := b.optedOut[row.EmailHash]
	earlier := b.current[at]
	b.current[at] = row
	b.note(row)
	b.undo = append(b.undo, func() {
		if b.current[at] = earlier; earlier == nil {
			delete(b.current, at)
		}
		if b.optedOut[row.EmailHash] = before; !known {
			delete(b.optedOut, row.EmailHash)
		}
	})
}

// ask lets a customer be asked by email to confirm a subscription.
func (b *Book) ask(c *models.Customer) {
	if _, asked := b.confirm[c.ID]; asked {
		return
	}
	b.confirm[c.ID] = c.Email
	b.undo = append(b.undo, func() { delete(b.confirm, c.ID) })
}

// Recall makes a book know the state of a customer, for dry runs, which store none.
func (b *Book) Recall(customerID string, state models.MarketingState) {
	row := &models.MarketingConsent{
		ID: models.NewID(models.ConsentID), CustomerID: &customerID, Channel: models.ByEmail, State: state, At: b.now,
		Current: true,
	}
	b.current[placeOf(row)] = row
}

// RecallAddress makes a book know the last statement about an email address, like Recall.
func (b *Book) RecallAddress(emailKey string, state models.MarketingState) {
	b.note(&models.MarketingConsent{Channel: models.ByEmail, State: state, EmailHash: b.key.Email(emailKey)})
}

// State returns the state of a customer that the book knows; "" without a statement.
func (b *Book) State(customerID string) models.MarketingState {
	if row := b.current[place{customerID, models.ByEmail}]; row != nil {
		return row.State
	}
	return ""
}

// Begin starts the statements of a record of a batch, which Rollback undoes.
func (b *Book) Begin() {
	if b != nil {
		b.undo = b.undo[:0]
	}
}

// Rollback undoes all statements since Begin.
func (b *Book) Rollback() {
	if b == nil {
		return
	}
	for _, undo := range slices.Backward(b.undo) {
		undo()
	}
	b.undo = b.undo[:0]
}

func text(row *models.MarketingConsent) *string {
	if row == nil {
		return nil
	}
	s := string(row.State)
	return &s
}
