package privacy

import (
	"fmt"
	"slices"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/input"
	"clientele/internal/personhash"
	"clientele/models"
)

// erasure is an erasure of a person, whose customer and orders are locked.
type erasure struct {
	s *Service
	scope
	key      personhash.Key
	customer *models.Customer // nil for none
	owned    []string         // the addresses, normalized, that are known to be the person's
	closed   []*models.Order  // the orders that lose their personal data
	open     int              // the number of orders that are open
	emailIDs []string         // ids of emails
	actor    auth.Caller
	reason   *string
}

// open finds and locks what belongs to a person: the customer, and then the orders in the order of their ids.
func (s *Service) open(tx *gorm.DB, of person) (*erasure, error) {
	e := &erasure{s: s, scope: scope{before: of.before}}
	var err error
	if e.key, err = personhash.Read(tx); err != nil {
		return nil, err
	}
	if err := e.lockCustomer(tx, of); err != nil {
		return nil, err
	}
	if err := e.lockOrders(tx); err != nil {
		return nil, err
	}
	if err := e.findAddresses(tx); err != nil {
		return nil, err
	}
	found, err := s.o.Mail.Find(tx, nil, e.emails)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		if e.before.IsZero() || m.ID < models.FirstIDAt(models.EmailID, e.before.Time) {
			e.emailIDs = append(e.emailIDs, m.ID)
		}
	}
	about, err := s.emailsAbout(tx, e.closed)
	if err != nil {
		return nil, err
	}
	e.emailIDs = append(e.emailIDs, about...)
	slices.Sort(e.emailIDs)
	e.emailIDs = slices.Compact(e.emailIDs)
	return e, nil
}

// lockCustomer locks the customer, if there is one, and finds what has its id.
func (e *erasure) lockCustomer(tx *gorm.DB, of person) error {
	if of.emailKey != "" {
		e.owned = append(e.owned, of.emailKey)
	}
	if of.customerID == "" {
		return nil
	}
	e.customers = []string{of.customerID}
	var found []*models.Customer
	if err := db.ForUpdate(tx).Where("id = ?", of.customerID).Limit(1).Find(&found).Error; err != nil {
		return fmt.Errorf("lock customer %s: %w", of.customerID, err)
	}
	if len(found) == 0 {
		return nil
	}
	e.customer = found[0]
	if e.customer.EmailVerified && e.customer.EmailKey != of.emailKey {
		e.owned = append(e.owned, e.customer.EmailKey)
	}
	var merged []string
	err := tx.Model(&models.MergedCustomer{}).Where("customer_id = ?", of.customerID).Order("merged_id").
		Pluck("merged_id", &merged).Error
	if err != nil {
		return fmt.Errorf("find the customers that were merged into %s: %w", of.customerID, err)
	}
	e.customers = append(e.customers, merged...)
	err = tx.Model(&models.Address{}).Where("customer_id = ?", of.customerID).Pluck("id", &e.addresses).Error
	if err != nil {
		return fmt.Errorf("find the addresses of %s: %w", of.customerID, err)
	}
	return nil
}

// lockOrders locks the orders of the customer, and those without a customer that were placed with an address of the
// person.
func (e *erasure) lockOrders(tx *gorm.DB) error {
	q := db.ForUpdate(tx)
	guest := func() *gorm.DB {
		q := tx.Where("customer_id IS NULL").Where(e.s.db.In("contact_email_key", e.owned))
		if !e.before.IsZero() {
			q = q.Where("id < ?", models.FirstIDAt(models.OrderID, e.before.Time))
		}
		return q
	}
	switch {
	case len(e.customers) > 0 && len(e.owned) > 0:
		q = q.Where(tx.Where(e.s.db.In("customer_id", e.customers)).Or(guest()))
	case len(e.customers) > 0:
		q = q.Where(e.s.db.In("customer_id", e.customers))
	case len(e.owned) > 0:
		q = q.Where(guest())
	default:
		return nil
	}
	var list []*models.Order
	if err := q.Order("id").Find(&list).Error; err != nil {
		return fmt.Errorf("lock the orders of a person: %w", err)
	}
	for _, o := range list {
		switch {
		case o.Status == models.OrderOpen:
			e.open++
		case o.AnonymizedAt == nil:
			e.closed, e.orders = append(e.closed, o), append(e.orders, o.ID)
		}
	}
	return nil
}

// findAddresses finds the email addresses that emails, tokens and statements about marketing of the person can have:
// those that are known to be the person's, unless another customer has them, and former ones and that of an unverified
// account, unless anybody else uses them.
func (e *erasure) findAddresses(tx *gorm.DB) error {
	former, err := e.formerAddresses(tx)
	if err != nil {
		return err
	}
	if e.customer != nil {
		former = append(former, e.customer.EmailKey)
	}
	former = slices.DeleteFunc(former, func(key string) bool { return slices.Contains(e.owned, key) })
	candidates := append(slices.Clone(e.owned), former...)
	if len(candidates) == 0 {
		return nil
	}
	in, orders := e.s.db.In, e.s.db.In("id", append(slices.Clone(e.orders), ""))
	var taken []string
	err = tx.Raw("SELECT email_key FROM customers WHERE ? AND NOT (?) UNION "+
		"SELECT contact_email_key FROM orders WHERE ? AND NOT (?) UNION SELECT email_key FROM consents WHERE ?",
		in("email_key", candidates), in("id", append(slices.Clone(e.customers), "")),
		in("contact_email_key", append(slices.Clone(former), "-")), orders, in("email_key", append(former, "-"))).
		Scan(&taken).Error
	if err != nil {
		return fmt.Errorf("find email addresses in use: %w", err)
	}
	for _, key := range candidates {
		if !slices.Contains(taken, key) && !slices.Contains(e.emails, key) {
			e.emails = append(e.emails, key)
		}
	}
	return nil
}

// formerAddresses returns the normalized email addresses that events say that the customer or the contacts of the
// orders had.
func (e *erasure) formerAddresses(tx *gorm.DB) ([]string, error) {
	var keys []string
	if len(e.customers) > 0 {
		q := tx.Where(e.s.db.In("customer_id", e.customers)).Where("subject_kind = ?", models.SubjectCustomer)
		var err error
		if keys, err = addressesIn(q, "email"); err != nil {
			return nil, fmt.Errorf("find former email addresses: %w", err)
		}
	}
	contacts, err := e.s.formerContacts(tx, e.orders)
	if err != nil {
		return nil, err
	}
	keys = append(keys, contacts...)
	slices.Sort(keys)
	return slices.Compact(keys), nil
}

// formerContacts returns the normalized email addresses that events say that the contacts of orders had.
func (s *Service) formerContacts(tx *gorm.DB, orderIDs []string) ([]string, error) {
	if len(orderIDs) == 0 {
		return nil, nil
	}
	q := tx.Where(s.db.In("subject_id", orderIDs)).Where("type = ?", models.EventOrderContactChanged)
	keys, err := addressesIn(q, "contact.email")
	if err != nil {
		return nil, fmt.Errorf("find former email addresses of orders: %w", err)
	}
	return keys, nil
}

// addressesIn returns the normalized email addresses before and after the changes of a field in events.
func addressesIn(q *gorm.DB, field string) ([]string, error) {
	var rows []*models.Event
	err := q.Select("fields", "before", "after").Where("fields LIKE ?", `%"`+field+`"%`).
		Where("before IS NOT NULL OR after IS NOT NULL").Find(&rows).Error
	var keys []string
	for _, row := range rows {
		for _, c := range row.Changes() {
			if c.Field != field {
				continue
			}
			for _, value := range []*string{c.From, c.To} {
				if value != nil {
					keys = append(keys, input.EmailKey(*value))
				}
			}
		}
	}
	return keys, err
}

// report counts what the erasure erases.
func (e *erasure) report(tx *gorm.DB) (models.ErasureReport, error) {
	r := models.ErasureReport{Orders: len(e.closed), OpenOrders: e.open, Emails: len(e.emailIDs)}
	if e.customer != nil {
		r.Customers = 1
	}
	n, err := e.s.countRows(tx, &e.scope, "addresses", "sessions", "events", "consents")
	if err != nil {
		return r, err
	}
	r.Addresses, r.Sessions, r.Events, r.Consents = n["addresses"], n["sessions"], n["events"], n["consents"]
	r.Files, err = e.s.o.Jobs.CountFiles(tx, e.customers)
	return r, err
}

// forgetConsents gives the statements of the customer the hash of the address. It lets an opt-out take effect if the
// address is imported again.
func (e *erasure) forgetConsents(tx *gorm.DB) error {
	if e.customer == nil {
		return nil
	}
	_, err := consent.Forget(tx, e.key, consent.Forgotten{CustomerID: e.customer.ID, EmailKey: e.customer.EmailKey})
	return err
}
