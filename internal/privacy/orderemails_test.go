package privacy_test

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/internal/mail"
	"clientele/internal/orders"
	"clientele/models"
)

// TestEmailsAboutAnonymousOrders checks that no email about an anonymous order is left, to its contact or to a former
// one, and that emails about other orders stay.
func TestEmailsAboutAnonymousOrders(t *testing.T) {
	onEachShop(t, func(t *testing.T, s *requestShop) {
		ctx := t.Context()
		s.must(s.db.InTx(ctx, func(tx *gorm.DB) error {
			return tx.Model(&models.ShopSettings{ID: 1}).Update("order_emails", models.Strings{"SHIPPED", "CANCELLED", "REFUNDED"}).Error
		}))
		id := s.place(placed{by: "guest@example.com", guest: true, status: models.OrderOpen})
		other := s.place(placed{by: "guest@example.com", guest: true, status: models.OrderOpen})
		_, err := s.orders.CreateShipment(ctx, clerk, orders.CreateShipmentInput{OrderID: id})
		s.must(err)
		_, err = s.orders.Update(ctx, clerk, id, orders.UpdateOrderInput{
			Contact:       graphql.OmittableOf(&orders.UpdateOrderContactInput{Email: graphql.OmittableOf(p("ann@example.com"))}),
			PaymentStatus: graphql.OmittableOf(p(models.Paid)), Status: graphql.OmittableOf(p(models.OrderCompleted)),
		})
		s.must(err)
		_, err = s.orders.RecordRefund(ctx, clerk, orders.RecordRefundInput{
			OrderID: id, Amount: &models.MoneyInput{Amount: "1", Currency: "EUR"},
		})
		s.must(err)
		_, err = s.orders.Cancel(ctx, clerk, other, nil)
		s.must(err)
		if n := len(s.emails()); n != 3 {
			t.Fatalf("%d emails before", n)
		}
		_, err = s.AnonymizeOrders(ctx, clerk, []string{id})
		s.must(err)
		left := s.emails()
		for _, m := range left {
			if m.Kind != string(mail.OrderCancelled) {
				t.Errorf("%s to %s is left", m.Kind, m.To)
			}
		}
		if len(left) != 1 {
			t.Errorf("%d emails are left", len(left))
		}
	})
}
