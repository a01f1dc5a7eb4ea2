package consent

import (
	"slices"

	"gorm.io/gorm"

	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// Adopt gives the statements about a customer's email address, which the customer has just verified, to the customer,
// sets AcceptsMarketing, and returns the changes for the customer's event. Open must have read the address. Until an
// address is verified, its statements stay with the address: somebody else could have signed up with it.
func (b *Book) Adopt(c *models.Customer) events.Changes {
	changes, found := b.join(c.ID, c.EmailKey, prevails)
	if !found {
		return nil
	}
	for _, row := range b.added { // those that are not stored yet
		if row.EmailKey != nil && *row.EmailKey == c.EmailKey {
			before := *row
			row.CustomerID, row.Email, row.EmailKey = &c.ID, nil, nil
			b.undo = append(b.undo, func() { *row = before })
		}
	}
	n := len(b.moved)
	b.moved = append(b.moved, [2]string{c.EmailKey, c.ID})
	b.undo = append(b.undo, func() { b.moved = b.moved[:n] })
	b.setAccepts(c)
	return changes
}

// join decides for each channel which statement of two people, who are the same from now on, is the current one of
// keep. found reports whether there are statements of from.
func (b *Book) join(
	keep, from string, wins func(later, earlier *models.MarketingConsent) bool,
) (changes events.Changes, found bool) {
	for _, channel := range models.MarketingChannels() {
		mine, theirs := b.current[place{keep, channel}], b.current[place{from, channel}]
		if theirs == nil {
			continue
		}
		found = true
		before := text(mine)
		result := theirs
		if mine != nil {
			later, earlier := mine, theirs
			if theirs.At.After(mine.At.Time) {
				later, earlier = theirs, mine
			}
			b.end(earlier)
			if result = later; !wins(later, earlier) {
				b.end(later)
				result = b.stricter(keep, later, earlier)
			}
		}
		b.take(place{keep, channel}, place{from, channel}, result)
		changes.Text(field(channel), before, text(result))
	}
	return changes, found
}

// stricter adds a statement that keeps the state of the earlier of two statements, which is the stricter one.
func (b *Book) stricter(keep string, later, earlier *models.MarketingConsent) *models.MarketingConsent {
	row := &models.MarketingConsent{
		CustomerID: &keep, EmailHash: earlier.EmailHash, Channel: earlier.Channel, State: earlier.State,
		At: b.now, Source: models.FromMerge, Wording: earlier.Wording, Current: true,
	}
	row.ActorKind, row.ActorID, row.ActorName = events.ActorOf(b.caller)
	if !row.At.After(later.At.Time) {
		row.At = after(later)
	}
	b.add(row)
	return row
}

// take makes a statement the current one at a place, instead of that at another place.
func (b *Book) take(at, from place, row *models.MarketingConsent) {
	mine, theirs := b.current[at], b.current[from]
	delete(b.current, from)
	b.current[at] = row
	b.undo = append(b.undo, func() {
		if b.current[at], b.current[from] = mine, theirs; mine == nil {
			delete(b.current, at)
		}
	})
}

// Merge gives the statements of a customer to another one, both of them locked, for services that merge customers. The
// stricter state of each channel is kept. It sets AcceptsMarketing of keep, and returns the changes for its event.
func (l *Ledger) Merge(tx *gorm.DB, caller auth.Caller, keep, merged *models.Customer) (events.Changes, error) {
	b, err := l.Open(tx, caller, models.FromMerge, People{Customers: []string{keep.ID, merged.ID}})
	if err != nil {
		return nil, err
	}
	changes, found := b.join(keep.ID, merged.ID, func(later, earlier *models.MarketingConsent) bool {
		return models.Stricter(later.State, earlier.State) == later.State
	})
	b.setAccepts(keep)
	if !found {
		return nil, nil
	}
	if err := b.endStored(tx); err != nil {
		return nil, err
	}
	b.ended = slices.Clip(b.ended[:0])
	err = tx.Model(&models.MarketingConsent{}).Where("customer_id = ?", merged.ID).
		UpdateColumn("customer_id", keep.ID).Error
	if err != nil {
		return nil, err
	}
	return changes, b.Store(tx)
}
