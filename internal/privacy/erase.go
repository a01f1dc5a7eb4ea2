package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/personhash"
	"clientele/models"
)

// maxReason is the maximum length of the reason of an erasure in characters.
const maxReason = 500

// ErasePersonalDataInput is the person whose data is erased. The schema describes the fields.
type ErasePersonalDataInput struct {
	CustomerID *string
	Email      *string
	DryRun     bool
	Reason     *string
}

// person is whose data is erased: a customer, an email address with the orders that were placed with it without an
// account, or both. The address of a customer need not be given if it is verified.
type person struct {
	customerID string // "" for none
	emailKey   string // normalized; "" for none

	// before limits an erasure that is repeated to what was created before the time of the first one, which is recorded
	// for it as well. The zero time is no limit.
	before models.Time
	// check is called with the locked customer, nil if there is none, before anything is erased. Its error ends the
	// erasure. It may be nil.
	check func(tx *gorm.DB, c *models.Customer) error
	// after is called at the end of the transaction. It may be nil.
	after func(tx *gorm.DB) error
}

var at = apperr.Path{"input"}

// Erase erases the personal data of a customer or a guest, or only reports what it would erase. It needs PRIVACY_WRITE.
// User errors: REQUIRED, INVALID, TOO_LONG, and those of erase. An unknown customer who was not erased before is
// apperr.NotFound.
func (s *Service) Erase(
	ctx context.Context, caller auth.Caller, in ErasePersonalDataInput,
) (*models.ErasureReport, error) {
	if !caller.Can(models.PrivacyWrite) {
		return nil, apperr.Scope(string(models.PrivacyWrite))
	}
	of, reason, err := s.check(ctx, in)
	if err != nil {
		return nil, err
	}
	switch {
	case of.customerID == "" && of.emailKey == "": // erased before
		return &models.ErasureReport{}, nil
	case in.DryRun:
		return s.survey(ctx, of)
	}
	return s.erase(ctx, caller, of, reason)
}

// check validates the input of Erase, and finds the person. It returns no person if a customer was erased before.
func (s *Service) check(ctx context.Context, in ErasePersonalDataInput) (person, *string, error) {
	var f apperr.Fields
	reason := input.Text(&f, at.At("reason"), in.Reason, maxReason)
	var of person
	switch {
	case in.CustomerID == nil && in.Email == nil:
		f.Add(at, apperr.CodeRequired, "Give either customerId or email")
	case in.CustomerID != nil && in.Email != nil:
		f.Add(at.At("email"), apperr.CodeInvalid, "Give either customerId or email, not both")
	case in.Email != nil:
		of.emailKey = input.Email(&f, at.At("email"), *in.Email).Key
	default:
		of.customerID = *in.CustomerID
	}
	if err := f.Err(); err != nil {
		return of, nil, err
	}
	q := s.db.Primary(ctx).Model(&models.Customer{})
	if of.emailKey != "" {
		q = q.Where("email_key = ?", of.emailKey)
	} else {
		q = q.Where("id = ?", of.customerID)
	}
	var found []string
	if err := q.Limit(1).Pluck("id", &found).Error; err != nil {
		return of, nil, fmt.Errorf("find the customer to erase: %w", err)
	}
	switch {
	case len(found) > 0:
		of.customerID = found[0]
	case in.Email == nil:
		return person{}, nil, s.wasErased(ctx, of.customerID)
	}
	return of, reason, nil
}

// wasErased returns apperr.NotFound unless a customer was erased before.
func (s *Service) wasErased(ctx context.Context, customerID string) error {
	g := s.db.Primary(ctx)
	key, err := personhash.Read(g)
	if err != nil {
		return err
	}
	var n int64
	err = g.Model(&models.Erasure{}).Where("hash = ? AND kind = ?", key.Customer(customerID), models.ErasedCustomer).
		Count(&n).Error
	if err != nil {
		return fmt.Errorf("find an earlier erasure: %w", err)
	}
	if n == 0 {
		return apperr.Missing("customer")
	}
	return nil
}

// survey reports what erase would erase, and how many orders are open.
func (s *Service) survey(ctx context.Context, of person) (*models.ErasureReport, error) {
	var report models.ErasureReport
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		e, err := s.open(tx, of)
		if err != nil {
			return err
		}
		report, err = e.report(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the personal data to erase: %w", err)
	}
	return &report, nil
}

// erase erases the personal data of a person, as an actor, in one transaction. The error is apperr.Invalid with
// STEP_NOT_ALLOWED if orders are still open, and with CONFLICT if a job reads or writes files that can contain the
// person. A person of whom nothing is stored is not an error.
func (s *Service) erase(
	ctx context.Context, actor auth.Caller, of person, reason *string,
) (*models.ErasureReport, error) {
	var report models.ErasureReport
	var emails []string
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		e, err := s.open(tx, of)
		if err == nil && of.check != nil {
			err = of.check(tx, e.customer)
		}
		if err != nil {
			return err
		}
		inUse, err := s.o.Jobs.LockFiles(tx, e.customers)
		if err != nil {
			return err
		}
		if report, err = e.report(tx); err != nil {
			return err
		}
		if nothing := report == (models.ErasureReport{Files: report.Files}); nothing && !of.before.IsZero() {
			report = models.ErasureReport{}
			return nil
		}
		if err := refusal(of, report.OpenOrders, inUse); err != nil {
			return err
		}
		e.actor, e.reason, emails = actor, reason, e.emailIDs
		if err := e.run(tx, report); err != nil || of.after == nil {
			return err
		}
		return of.after(tx)
	})
	if err != nil {
		return nil, fmt.Errorf("erase personal data: %w", err)
	}
	return &report, s.o.Mail.DeleteFiles(emails)
}

// refusal returns why a person cannot be erased now, or nil.
func refusal(of person, openOrders int, filesInUse bool) error {
	where := at.At("customerId")
	if of.customerID == "" {
		where = at.At("email")
	}
	switch {
	case openOrders == 1:
		return apperr.Field(where, apperr.CodeStepNotAllowed, "1 order is still open. Complete or cancel it first.")
	case openOrders > 1:
		return apperr.Field(where, apperr.CodeStepNotAllowed,
			fmt.Sprintf("%d orders are still open. Complete or cancel them first.", openOrders))
	case filesInUse:
		return apperr.Field(where, apperr.CodeConflict,
			"An import or export is not finished. Wait until it ends, or cancel it.")
	}
	return nil
}

// run erases everything, and records it.
func (e *erasure) run(tx *gorm.DB, report models.ErasureReport) error {
	s := e.s
	if err := s.o.Orders.Anonymize(tx, e.actor, e.closed); err != nil {
		return err
	}
	if err := e.forgetConsents(tx); err != nil {
		return err
	}
	if err := s.eraseRows(tx, &e.scope); err != nil {
		return err
	}
	if err := s.o.Mail.Forget(tx, e.emailIDs); err != nil {
		return err
	}
	if err := s.o.Jobs.Forget(tx, e.customers); err != nil {
		return err
	}
	now := models.At(s.o.Now())
	if e.customer != nil {
		id := e.customer.ID
		err := events.Record(tx, e.actor, now,
			events.Entry{Type: models.CustomerDeleted, SubjectID: id, CustomerID: id},
			events.Entry{Type: models.CustomerErased, SubjectID: id, CustomerID: id, Text: e.reason})
		if err != nil {
			return err
		}
	}
	return e.prove(tx, report, now)
}

// prove stores a row of erasures for each hash of the person. If nothing was erased, or the erasure is repeated, a hash
// that is stored already gets no other row.
func (e *erasure) prove(tx *gorm.DB, report models.ErasureReport, now models.Time) error {
	text, err := json.Marshal(report)
	if err != nil {
		return fmt.Errorf("encode the report of an erasure: %w", err)
	}
	var rows []*models.Erasure
	add := func(kind models.ErasureKind, hash string) {
		rows = append(rows, &models.Erasure{
			ID: models.NewID(models.ErasureID), Kind: kind, Hash: hash, At: now, Reason: e.reason, Report: string(text),
		})
	}
	for _, id := range e.customers {
		add(models.ErasedCustomer, e.key.Customer(id))
	}
	for _, key := range e.owned {
		add(models.ErasedEmail, e.key.Email(key))
	}
	repeated := !e.before.IsZero()
	if repeated {
		for _, row := range rows {
			row.At = e.before
		}
	}
	if report == (models.ErasureReport{}) || repeated {
		if rows, err = e.unknown(tx, rows); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	kind, id, name := events.ActorOf(e.actor)
	if kind == models.ByCustomer {
		id = nil // the hash of the customer must not be next to the customer's id
	}
	for _, row := range rows {
		row.ActorKind, row.ActorID, row.ActorName = kind, id, name
	}
	if err := tx.Create(rows).Error; err != nil {
		return fmt.Errorf("store an erasure: %w", err)
	}
	return nil
}

// unknown returns the rows whose hashes are not stored yet.
func (e *erasure) unknown(tx *gorm.DB, rows []*models.Erasure) ([]*models.Erasure, error) {
	hashes := make([]string, len(rows))
	for i, row := range rows {
		hashes[i] = row.Hash
	}
	var known []string
	if err := tx.Model(&models.Erasure{}).Where(e.s.db.In("hash", hashes)).Pluck("hash", &known).Error; err != nil {
		return nil, fmt.Errorf("find earlier erasures: %w", err)
	}
	return slices.DeleteFunc(rows, func(row *models.Erasure) bool { return slices.Contains(known, row.Hash) }), nil
}
