package merging_test

import (
	"slices"
	"strings"
	"testing"

	"clientele/internal/servicetest"
	"clientele/models"
)

func TestMergeMovesEverything(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		keep := s.create(customerInput{Email: "ann@example.com", Name: p("Ann"), Tags: []string{"vip", "Tea"}})
		merged := s.create(customerInput{
			Email: "ann@example.org", Name: p("Ann Example"), Phone: p("+353871234567"), ExternalID: p("erp-7"),
			Note: p("Calls on Mondays"), Tags: []string{"tea", "wholesale"}, EmailVerified: p(true),
		})
		s.order(keep, 1, nil)
		moved := []string{s.order(merged, 2, nil), s.order(merged, 3, nil)}
		s.address(keep, "1 Main Street", nil)
		home := s.address(merged, "2 Main Street", nil)
		double := s.address(merged, "1 main street", func(a *models.CreateAddressInput) { a.Instructions = p("Ring twice") })
		since := servicetest.LastEvent(t, s.db)
		if got := s.merge(keep, merged, "name", "phone"); got != "" {
			t.Fatal(got)
		}
		c := s.customer(keep)
		if s.customer(merged) != nil || c.Email != "ann@example.com" || c.EmailVerified || *c.Name != "Ann Example" ||
			*c.Phone != "+353871234567" || c.ExternalID != nil || c.Note != nil || c.OrdersCount != 3 || c.Version != 2 {
			t.Errorf("%+v", c)
		}
		if !strings.Contains(c.SearchText, "ann example") || c.NameFold != "ann example" {
			t.Errorf("the search text is %q, the folded name %q", c.SearchText, c.NameFold)
		}
		if last := s.column("SELECT id FROM orders WHERE customer_id = ? ORDER BY placed_at DESC", keep); len(last) != 3 || last[0] != moved[1] {
			t.Errorf("the orders are %q", last)
		}
		if n := s.column("SELECT id FROM customers WHERE (id, last_order_at) IN (SELECT customer_id, MAX(placed_at) FROM orders GROUP BY customer_id)"); len(n) != 1 {
			t.Error("lastOrderAt is not the time of the latest order")
		}
		if tags := s.column("SELECT tag FROM customer_tags WHERE customer_id = ? ORDER BY position", keep); !slices.Equal(tags, []string{"vip", "Tea", "wholesale"}) {
			t.Errorf("the tags are %q", tags)
		}
		if list := s.column("SELECT line1 FROM addresses WHERE customer_id = ? ORDER BY created_at", keep); !slices.Equal(list, []string{"1 Main Street", "2 Main Street"}) {
			t.Errorf("the addresses are %q", list)
		}
		if list := s.column("SELECT line1 FROM addresses WHERE is_default_shipping AND is_default_billing AND instructions = 'Ring twice'"); !slices.Equal(list, []string{"1 Main Street"}) {
			t.Errorf("the default is %q", list)
		}
		kept := s.column("SELECT id FROM addresses WHERE line1 = '1 Main Street'")[0]
		got := strings.Join(servicetest.EventsSince(t, s.db, since, keep, "KEEP", merged, "MERGED", kept, "ADDRESS", double, "DOUBLE", home, "HOME"), "\n")
		want := `CUSTOMER_MERGED of KEEP by API_KEY key_owner owner, version 2, mergedIds none to 'MERGED', name 'Ann' to 'Ann Example', phone none to '+353871234567', tags '["vip","Tea"]' to '["vip","Tea","wholesale"]'
ADDRESS_UPDATED of ADDRESS in 'KEEP' by API_KEY key_owner owner, version 2, instructions none to 'Ring twice'
ADDRESS_DELETED of DOUBLE in 'KEEP' by API_KEY key_owner owner, firstName 'Ann' to none, lastName 'Example' to none, line1 '1 main street' to none, city 'Dublin' to none, region 'Co. Dublin' to none, postcode 'D02 X285' to none, country 'IE' to none, instructions 'Ring twice' to none
CUSTOMER_DELETED of MERGED by API_KEY key_owner owner`
		if got != want {
			t.Errorf("the events are\n%s\nwant\n%s", got, want)
		}
		if left := s.column("SELECT type FROM events WHERE customer_id = ?", merged); !slices.Equal(left, []string{"CUSTOMER_DELETED"}) {
			t.Errorf("events that did not move: %q", left)
		}
		if n := len(s.column("SELECT id FROM events WHERE customer_id = ? AND type = 'ORDER_PLACED'", keep)); n != 3 {
			t.Errorf("%d orders were placed in the history, want 3", n)
		}
	})
}
