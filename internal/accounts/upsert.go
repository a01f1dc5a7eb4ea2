package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/models"
)

// AddressBook adds addresses to the address books of many customers. Package addressbook implements it.
type AddressBook interface {
	// Check returns the address as it would be stored and reports its errors below at.
	Check(f *apperr.Fields, at apperr.Path, in models.CreateAddressInput) models.Address
	// CheckCustom validates the custom fields of a new address.
	CheckCustom(ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path,
		in models.CreateAddressInput) (*customfields.Change, error)
	// LoadBooks reads the address books of locked customers.
	LoadBooks(g *gorm.DB, customerIDs []string) (map[string]*bulk.Book, error)
	// Enter adds a validated address to a book, with a new id, or updates the entry with the same recipient and place.
	// It returns the events to record and the id of the entry. saved holds the ids that the same record has saved
	// before.
	Enter(f *apperr.Fields, at apperr.Path, b *bulk.Book, fields *customfields.Batch, id string, a models.Address,
		custom *customfields.Change, saved []string) ([]events.Entry, string)
	// StoreBooks stores the changed entries of books.
	StoreBooks(tx *gorm.DB, books []*bulk.Book) error
}

// UpsertMany creates and updates customers, at most bulk.MaxBatch, in one transaction with a fixed number of
// statements, and returns the results in the same order. Stored customers are found by match. Each record is stored by
// the rules of Create, Update, SetPassword and Disable; its addresses by those of a checkout that saves them. A record
// that is not valid affects no other. The caller needs CUSTOMERS_WRITE. No email is sent.
func (s *Service) UpsertMany(
	ctx context.Context, caller auth.Caller, match bulk.Match, list []UpsertCustomerInput, o bulk.Options,
) ([]bulk.Result, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	if len(list) > bulk.MaxBatch {
		return nil, apperr.Bad("At most %d customers can be stored at once", bulk.MaxBatch)
	}
	set, err := s.o.Fields.Set(ctx)
	if err != nil {
		return nil, err
	}
	u := &upsert{s: s, ctx: customfields.With(ctx, set), caller: caller, match: match, o: o}
	if err := u.check(list); err != nil {
		return nil, fmt.Errorf("check customers: %w", err)
	}
	results, err := bulk.Run(u.ctx, s.db, o, u)
	if err != nil {
		return nil, fmt.Errorf("store customers: %w", err)
	}
	return results, nil
}

// upsert is a batch that is being stored.
type upsert struct {
	s       *Service
	ctx     context.Context
	caller  auth.Caller
	match   bulk.Match
	o       bulk.Options
	records []*upsertRecord

	// ids are those of new customers, by record, and of new addresses.
	ids, addressIDs []string

	upsertState
}

// upsertState is the state of a batch after some of its records. A repeated transaction begins with a new one.
type upsertState struct {
	now     models.Time
	all     []*upserted // in the order of the first change
	byEmail map[string]*upserted
	byID    map[string]*upserted // by external ID
	fields  *customfields.Batch
	known   *groupSet // the groups that the records choose
	// consents is nil if no record changes anything about marketing.
	consents *consent.Book
	history  events.Batch
}

// Decide implements bulk.Batch.
func (u *upsert) Decide(g *gorm.DB) ([]bulk.Result, error) {
	u.upsertState = upsertState{
		now: models.At(u.s.o.Now()), byEmail: map[string]*upserted{}, byID: map[string]*upserted{},
	}
	if err := u.load(g); err != nil {
		return nil, err
	}
	results := make([]bulk.Result, len(u.records))
	for i := range u.records {
		var err error
		if results[i], err = u.apply(i); err != nil {
			return nil, err
		}
	}
	return results, nil
}
