package merging

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/addressbook"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/models"
)

// CustomerMergePreview is what merging two customers would do.
type CustomerMergePreview struct {
	KeepID, MergeID    string
	Orders             int
	Addresses          int
	DuplicateAddresses int
	Fields             []*CustomerMergeField
	Blocking           []*apperr.FieldError
}

// CustomerMergeField is a field in which two customers differ.
type CustomerMergeField struct {
	Field       string
	Keep, Merge *string
}

// plan is what a merge of two customers that exist would do.
type plan struct {
	pair  *accounts.Pair
	books *addressbook.BookMerge
}

// read reads both customers and their address books, and locks the customers if lock is set. It adds the reasons why
// they cannot be merged to f, at the paths of the arguments.
func (s *Service) read(
	g *gorm.DB, f *apperr.Fields, keepID, mergeID string, keepAt, mergeAt apperr.Path, lock bool,
) (*plan, error) {
	pair, err := s.o.Accounts.ReadPair(g, keepID, mergeID, lock)
	if err != nil {
		return nil, err
	}
	p := &plan{pair: pair}
	if pair.Keep == nil {
		f.Add(keepAt, apperr.CodeNotFound, noSuchCustomer)
	}
	if pair.Merged == nil {
		f.Add(mergeAt, apperr.CodeNotFound, noSuchCustomer)
	}
	if !f.Empty() {
		return p, nil
	}
	pair.Check(f, keepAt, mergeAt)
	if p.books, err = s.o.Addresses.ReadMerge(g, keepID, mergeID); err != nil {
		return nil, err
	}
	s.o.Addresses.CheckMerge(f, mergeAt, p.books)
	shared, err := s.o.Fields.SharedReferences(g, mergeID, keepID)
	if err != nil {
		return nil, err
	}
	for _, field := range shared {
		f.Add(mergeAt, apperr.CodeNotUnique, fmt.Sprintf(
			"Different records refer to the two customers in %q, which must be unique. Change one of them first.",
			field.Label))
	}
	return p, nil
}

const (
	noSuchCustomer = "There is no such customer"
	sameCustomer   = "A customer cannot be merged into itself"
)

// Preview returns what merging two customers would do. It requires CUSTOMERS_READ and ORDERS_READ. If one of them does
// not exist, it returns apperr.NotFound; any other reason why they cannot be merged is in the preview.
func (s *Service) Preview(ctx context.Context, caller auth.Caller, keep, merge string) (*CustomerMergePreview, error) {
	if err := checkScopes(caller, models.CustomersRead, models.OrdersRead); err != nil {
		return nil, err
	}
	at := apperr.Path{"merge"}
	var f apperr.Fields
	p, err := s.read(s.db.Read(ctx), &f, keep, merge, apperr.Path{"keep"}, at, false)
	if err != nil {
		return nil, fmt.Errorf("preview a merge: %w", err)
	}
	if keep == merge && p.pair.Keep != nil {
		f = apperr.Fields{}
		f.Add(at, apperr.CodeInvalid, sameCustomer)
		return &CustomerMergePreview{KeepID: keep, MergeID: merge, Blocking: blocking(&f)}, nil
	}
	if p.pair.Keep == nil || p.pair.Merged == nil {
		return nil, apperr.Missing("customer")
	}
	fields, err := s.differences(ctx, p.pair)
	if err != nil {
		return nil, fmt.Errorf("preview a merge: %w", err)
	}
	return &CustomerMergePreview{
		KeepID: keep, MergeID: merge, Orders: p.pair.Merged.OrdersCount, Addresses: p.books.Moved,
		DuplicateAddresses: p.books.Doubles, Fields: fields, Blocking: blocking(&f),
	}, nil
}

// blocking returns the collected errors.
func blocking(f *apperr.Fields) []*apperr.FieldError {
	list := []*apperr.FieldError{}
	if e, ok := apperr.As(f.Err()); ok {
		for i := range e.Fields {
			list = append(list, &e.Fields[i])
		}
	}
	return list
}

// differences returns the fields in which two customers differ, custom fields last.
func (s *Service) differences(ctx context.Context, pair *accounts.Pair) ([]*CustomerMergeField, error) {
	list := []*CustomerMergeField{}
	for _, d := range pair.Differences() {
		list = append(list, &CustomerMergeField{d.Field, d.Keep, d.Merged})
	}
	set, err := s.o.Fields.Set(ctx)
	if err != nil {
		return nil, err
	}
	fields := set.Of(models.OwnerCustomer)
	values, err := s.o.Fields.CopyIn(s.db.Read(ctx), fields, pair.Keep.ID, pair.Merged.ID)
	if err != nil {
		return nil, err
	}
	for _, field := range fields {
		keep := customfields.TextOf(field, values[pair.Keep.ID])
		merged := customfields.TextOf(field, values[pair.Merged.ID])
		if keep == nil && merged == nil || keep != nil && merged != nil && *keep == *merged {
			continue
		}
		list = append(list, &CustomerMergeField{customPrefix + field.Key, keep, merged})
	}
	return list, nil
}

// customPrefix begins the names of custom fields.
const customPrefix = "customFields."
