package privacy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/orders"
	"clientele/models"
)

// maxOrders is the maximum number of orders that become anonymous at once.
const maxOrders = 100

// AnonymizeOrders removes the personal data of completed and cancelled orders, all of them or, if there are errors,
// none, and returns their number. It needs ORDERS_WRITE. User errors: INVALID, NOT_FOUND, and STEP_NOT_ALLOWED for an
// open order.
func (s *Service) AnonymizeOrders(ctx context.Context, caller auth.Caller, ids []string) (int, error) {
	if !caller.Can(models.OrdersWrite) {
		return 0, apperr.Scope(string(models.OrdersWrite))
	}
	at := apperr.Path{"ids"}
	if len(ids) == 0 || len(ids) > maxOrders {
		return 0, apperr.Field(at, apperr.CodeInvalid, fmt.Sprintf("There must be 1 to %d orders", maxOrders))
	}
	return s.anonymizeSome(ctx, caller, ids, func(list []*models.Order) ([]*models.Order, error) {
		byID := map[string]*models.Order{}
		for _, o := range list {
			byID[o.ID] = o
		}
		var f apperr.Fields
		for i, id := range ids {
			switch o := byID[id]; {
			case o == nil:
				f.Add(at.At(strconv.Itoa(i)), apperr.CodeNotFound, "There is no such order")
			case o.Status == models.OrderOpen:
				f.Add(at.At(strconv.Itoa(i)), apperr.CodeStepNotAllowed, "The order is open. Complete or cancel it first.")
			}
		}
		return list, f.Err()
	})
}

// anonymizeClosed removes the personal data of those of some orders that are completed or cancelled, and returns how
// many it changed.
func (s *Service) anonymizeClosed(ctx context.Context, actor auth.Caller, ids []string) (int, error) {
	return s.anonymizeSome(ctx, actor, ids, func(list []*models.Order) ([]*models.Order, error) {
		return slices.DeleteFunc(list, func(o *models.Order) bool {
			return o.Status == models.OrderOpen || o.AnonymizedAt != nil
		}), nil
	})
}

// anonymizeSome removes the personal data of those orders that choose returns of the locked ones, and returns their
// number. The error of choose ends the transaction.
func (s *Service) anonymizeSome(
	ctx context.Context, actor auth.Caller, ids []string, choose func([]*models.Order) ([]*models.Order, error),
) (int, error) {
	n := 0
	var emails []string
	err := s.db.InTx(ctx, func(tx *gorm.DB) error {
		list, err := s.lockOrders(tx, ids)
		if err != nil {
			return err
		}
		if list, err = choose(list); err != nil {
			return err
		}
		n = len(list)
		emails, err = s.anonymize(tx, actor, list)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("anonymize orders: %w", err)
	}
	return n, s.o.Mail.DeleteFiles(emails)
}

// lockOrders locks orders by their ids, in the order of these, and their customers before. Unknown orders are missing
// in the result. If an order is linked to another customer meanwhile, the error is CONFLICT.
func (s *Service) lockOrders(tx *gorm.DB, ids []string) ([]*models.Order, error) {
	var before []*models.Order
	if err := tx.Select("id", "customer_id").Where(s.db.In("id", ids)).Find(&before).Error; err != nil {
		return nil, fmt.Errorf("find orders: %w", err)
	}
	linked, of := map[string]bool{}, map[string]string{}
	for _, o := range before {
		if o.CustomerID != nil {
			linked[*o.CustomerID], of[o.ID] = true, *o.CustomerID
		}
	}
	if customers := slices.Sorted(maps.Keys(linked)); len(customers) > 0 {
		var locked []string
		err := db.ForUpdate(tx).Model(&models.Customer{}).Where(s.db.In("id", customers)).Order("id").
			Pluck("id", &locked).Error
		if err != nil {
			return nil, fmt.Errorf("lock the customers of orders: %w", err)
		}
	}
	var list []*models.Order
	if err := db.ForUpdate(tx).Where(s.db.In("id", ids)).Order("id").Find(&list).Error; err != nil {
		return nil, fmt.Errorf("lock orders: %w", err)
	}
	for _, o := range list {
		if o.CustomerID != nil && *o.CustomerID != of[o.ID] {
			return nil, apperr.Field(apperr.Path{"ids"}, apperr.CodeConflict, "The orders were changed by someone else")
		}
	}
	return list, nil
}

// anonymize removes the personal data of orders that are not open and that are locked together with their customers. It
// returns the ids of deleted emails, whose files must be deleted after the transaction. Orders that already are
// anonymous stay unchanged, but lose the texts that were added to their history since, such as notes.
func (s *Service) anonymize(tx *gorm.DB, actor auth.Caller, list []*models.Order) ([]string, error) {
	emails, err := s.emailsAbout(tx, list)
	if err != nil {
		return nil, err
	}
	sc := &scope{}
	for _, o := range list {
		sc.orders = append(sc.orders, o.ID)
	}
	if err := s.o.Orders.Anonymize(tx, actor, list); err != nil {
		return nil, err
	}
	if err := s.eraseRows(tx, sc); err != nil {
		return nil, err
	}
	return emails, s.o.Mail.Forget(tx, emails)
}

// emailsAbout returns the ids of the emails about orders, to their contacts and to those that they had before.
func (s *Service) emailsAbout(tx *gorm.DB, list []*models.Order) ([]string, error) {
	keys, about, ids := map[string]bool{}, map[string]bool{}, []string{}
	for _, o := range list {
		if o.ContactEmailKey != "" {
			keys[o.ContactEmailKey], about[o.Number], about[o.ID] = true, true, true
			ids = append(ids, o.ID)
		}
	}
	former, err := s.formerContacts(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, key := range former {
		keys[key] = true
	}
	rows, err := s.o.Mail.Find(tx, orders.EmailKinds(), slices.Sorted(maps.Keys(keys)))
	if err != nil {
		return nil, err
	}
	var found []string
	for _, m := range rows {
		if about[orders.OrderIn(m.Data)] {
			found = append(found, m.ID)
		}
	}
	return found, nil
}
