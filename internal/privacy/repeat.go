package privacy

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"clientele/db"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/personhash"
	"clientele/models"
)

// repeatPage is the number of rows that RepeatErasures looks at with one statement.
const repeatPage = 500

// Repeated is the result of RepeatErasures.
type Repeated struct {
	Customers, Guests int // who were erased again
	Delayed           int // who could not be erased, because of open orders or a job that uses files
}

// RepeatProgress is told how far RepeatErasures is.
type RepeatProgress interface {
	Total(n int)
	Done(n int) // how many more of them
}

// emailColumns are the columns with the normalized email addresses of people who may have no account, each with an
// index.
var emailColumns = []struct{ table, column string }{
	{"orders", "contact_email_key"}, {"consents", "email_key"}, {"emails", "to_key"},
}

// RepeatErasures erases the people of a list again, or those of the database if the list is nil: after a backup was
// restored, it contains people who were erased since. What was created after a person was erased is left, for example
// because they have signed up again. An erasure that has nothing to do changes nothing, so RepeatErasures can be
// repeated, also when it was interrupted. Erasures of the list that the database does not have are added to it.
func (s *Service) RepeatErasures(
	ctx context.Context, caller auth.Caller, list *ErasureList, p RepeatProgress,
) (Repeated, error) {
	own, err := personhash.Read(s.db.Primary(ctx))
	if err != nil {
		return Repeated{}, err
	}
	stored := newErasureList(own)
	if err := s.eachErasure(ctx, func(e listedErasure) error { stored.add(e); return nil }); err != nil {
		return Repeated{}, err
	}
	if list == nil {
		list = stored
	}
	r := repetition{s: s, caller: caller, list: list, progress: p, tried: map[string]bool{}}
	if err := r.count(ctx); err != nil {
		return r.done, err
	}
	if err := r.customers(ctx); err != nil {
		return r.done, fmt.Errorf("repeat the erasures of customers: %w", err)
	}
	for _, in := range emailColumns {
		if err := r.emails(ctx, in.table, in.column); err != nil {
			return r.done, fmt.Errorf("repeat the erasures of guests: %w", err)
		}
	}
	return r.done, s.addErasures(ctx, own, list)
}

// addErasures stores the erasures of a list that the database does not have, so that its next list is complete. That
// takes the same key.
func (s *Service) addErasures(ctx context.Context, own personhash.Key, list *ErasureList) error {
	if list.key != own {
		return nil
	}
	missing, err := s.missing(ctx, list)
	if err != nil {
		return err
	}
	var rows []*models.Erasure
	for _, e := range missing {
		rows = append(rows, &models.Erasure{
			ID: models.NewID(models.ErasureID), Kind: e.Kind, Hash: e.Hash, At: models.At(e.At), Reason: e.Reason,
			Report: "{}", ActorKind: models.ByCommandLine,
		})
	}
	for page := range slices.Chunk(rows, repeatPage) {
		if err := s.db.InTx(ctx, func(tx *gorm.DB) error { return db.InsertRows(tx, page) }); err != nil {
			return fmt.Errorf("store the erasures of the list: %w", err)
		}
	}
	return nil
}

// missing returns the erasures of a list that are not stored, by hash.
func (s *Service) missing(ctx context.Context, list *ErasureList) (map[string]listedErasure, error) {
	missing := maps.Clone(list.last)
	err := s.eachErasure(ctx, func(e listedErasure) error { delete(missing, e.Hash); return nil })
	return missing, err
}

// CountMissing returns the number of erasures of a list that are not stored: those since the backup that was restored,
// and all of them if the list has another key.
func (s *Service) CountMissing(ctx context.Context, list *ErasureList) (int, error) {
	missing, err := s.missing(ctx, list)
	return len(missing), err
}

// repetition is a call of RepeatErasures.
type repetition struct {
	s        *Service
	caller   auth.Caller
	list     *ErasureList
	progress RepeatProgress
	done     Repeated
	tried    map[string]bool // email keys
}

// count tells the progress the number of rows to look at.
func (r *repetition) count(ctx context.Context) error {
	var total, n int64
	g := r.s.db.Primary(ctx)
	if err := g.Model(&models.Customer{}).Count(&total).Error; err != nil {
		return fmt.Errorf("count customers: %w", err)
	}
	for _, in := range emailColumns {
		if err := g.Table(in.table).Distinct(in.column).Where(in.column + " > ''").Count(&n).Error; err != nil {
			return fmt.Errorf("count email addresses in %s: %w", in.table, err)
		}
		total += n
	}
	r.progress.Total(int(total))
	return nil
}

// customers erases the customers of the list who existed when they were erased.
func (r *repetition) customers(ctx context.Context) error {
	after := ""
	for {
		var page []models.Customer
		err := r.s.db.Primary(ctx).Select("id", "email_key").Where("id > ?", after).Order("id").Limit(repeatPage).
			Find(&page).Error
		if err != nil {
			return fmt.Errorf("read customers: %w", err)
		}
		for i := range page {
			c := &page[i]
			e := r.list.ofCustomer(c.ID)
			if byEmail := r.list.ofEmail(c.EmailKey); byEmail.At.After(e.At) {
				e = byEmail
			}
			if e.At.IsZero() || c.ID >= models.FirstIDAt(models.CustomerID, e.At) { // created since
				continue
			}
			erased, err := r.erase(ctx, person{customerID: c.ID}, e)
			if err != nil {
				return err
			}
			if erased {
				r.done.Customers++
			}
		}
		r.progress.Done(len(page))
		if len(page) < repeatPage {
			return nil
		}
		after = page[len(page)-1].ID
	}
}

// emails erases the people of the list whose email addresses are in a column.
func (r *repetition) emails(ctx context.Context, table, column string) error {
	after := ""
	for {
		var page []string
		err := r.s.db.Primary(ctx).Table(table).Distinct().Where(column+" > ?", after).Order(column).Limit(repeatPage).
			Pluck(column, &page).Error
		if err != nil {
			return fmt.Errorf("read email addresses in %s: %w", table, err)
		}
		for _, key := range page {
			e := r.list.ofEmail(key)
			if e.At.IsZero() || r.tried[key] {
				continue
			}
			r.tried[key] = true
			erased, err := r.erase(ctx, person{emailKey: key}, e)
			if err != nil {
				return err
			}
			if erased {
				r.done.Guests++
			}
		}
		r.progress.Done(len(page))
		if len(page) < repeatPage {
			return nil
		}
		after = page[len(page)-1]
	}
}

// erase erases what existed of a person at the time of an erasure, and reports whether there was anything to erase.
func (r *repetition) erase(ctx context.Context, of person, e listedErasure) (bool, error) {
	of.before = models.At(e.At)
	report, err := r.s.erase(ctx, r.caller, of, e.Reason)
	if hasCode(err, apperr.CodeStepNotAllowed) || hasCode(err, apperr.CodeConflict) {
		r.done.Delayed++
		return false, nil
	}
	return err == nil && *report != models.ErasureReport{}, err
}
