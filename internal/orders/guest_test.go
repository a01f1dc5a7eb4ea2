package orders_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/mail"
	"clientele/internal/servicetest"
	"clientele/models"
)

// mailbox writes each email at once, and keeps it.
type mailbox struct {
	composers map[mail.Kind]mail.Composer
	held      bool

	mu      sync.Mutex
	letters []*mail.Content
}

func (b *mailbox) Send(tx *gorm.DB, m mail.Email) error {
	if b.held {
		return nil
	}
	letter, err := b.composers[m.Kind](context.Background(), tx, m)
	b.mu.Lock()
	defer b.mu.Unlock()
	if letter != nil {
		b.letters = append(b.letters, letter)
	}
	return err
}

// linkFor asks for an order's link and returns the letter; nil where none was sent.
func (s *shop) linkFor(number, email string) *mail.Content {
	s.t.Helper()
	if err := s.orders.RequestGuestOrderLink(s.t.Context(), visitor, number, email); err != nil {
		s.t.Fatal(err)
	}
	s.box.mu.Lock()
	defer s.box.mu.Unlock()
	defer func() { s.box.letters = nil }()
	if len(s.box.letters) == 0 {
		return nil
	}
	return s.box.letters[0]
}

// verified makes a customer whose address is verified and returns it as a caller.
func (s *shop) proven(email string) auth.Caller {
	s.t.Helper()
	caller := s.customer(email)
	err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error {
		return tx.Model(&models.Customer{}).Where("id = ?", caller.CustomerID).UpdateColumn("email_verified", true).Error
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return caller
}

// counted is how many orders a customer has, and when the last was placed, as its row says.
func (s *shop) counted(caller auth.Caller) string {
	s.t.Helper()
	var c models.Customer
	if err := s.db.Read(s.t.Context()).Where("id = ?", caller.CustomerID).Take(&c).Error; err != nil {
		s.t.Fatal(err)
	}
	if c.LastOrderAt == nil {
		return fmt.Sprint(c.OrdersCount)
	}
	return fmt.Sprintf("%d %s", c.OrdersCount, c.LastOrderAt.Format("15:04"))
}

// links is what the history of an order says of whose it is.
func (s *shop) links(id string) string {
	s.t.Helper()
	history, err := s.orders.History(s.t.Context(), []string{id})
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for _, e := range history[id] {
		if e.CustomerID != nil {
			all = append(all, fmt.Sprintf("%s %s %s", e.Type, *e.CustomerID, e.ActorKind))
		}
	}
	return strings.Join(all, ", ")
}

func TestOpenByNumber(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		ann := s.customer("ann@example.com")
		own := guest(s.quote(nil))
		own.Contact.Email = p("ann@example.com")
		hers := s.place(ann, own)
		for _, c := range []struct{ name, number, email, want string }{
			{"both right", o.Number, "guest@example.com", ""},
			{"in another spelling", " " + strings.ToLower(o.Number[:4]) + " " + o.Number[4:], " GUEST@Example.com ", ""},
			{"another address", o.Number, "other@example.com", "NOT_FOUND"},
			{"no address", o.Number, "", "NOT_FOUND"},
			{"another number", "ABCDEFGH", "guest@example.com", "NOT_FOUND"},
			{"a customer's order", hers.Number, "ann@example.com", "NOT_FOUND"},
		} {
			got, err := s.orders.OpenByNumber(t.Context(), visitor, c.number, c.email)
			if servicetest.Errors(err) != c.want || err == nil && (got.ID != o.ID || !got.ByToken) {
				t.Errorf("%s: %+v %v", c.name, got, err)
			}
		}
	})
}

func TestOpenByNumberIsThrottled(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		here := auth.Caller{Address: "192.0.2.1"}
		o := s.place(visitor, guest(s.quote(nil)))
		for range 20 { // what succeeds does not count
			if _, err := s.orders.OpenByNumber(t.Context(), here, o.Number, "guest@example.com"); err != nil {
				t.Fatal(err)
			}
		}
		for _, number := range []string{o.Number, "ABCDEFGH"} {
			for range 10 {
				if _, err := s.orders.OpenByNumber(t.Context(), here, number, "other@example.com"); servicetest.Errors(err) != "NOT_FOUND" {
					t.Fatal(err)
				}
			}
			if _, err := s.orders.OpenByNumber(t.Context(), here, number, "guest@example.com"); servicetest.Errors(err) != "RATE_LIMITED" {
				t.Errorf("the eleventh for %s: %v", number, err)
			}
		}
		if _, err := s.orders.OpenByNumber(t.Context(), auth.Caller{Address: "192.0.2.2"}, o.Number, "guest@example.com"); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
		for i := range 80 {
			_, _ = s.orders.OpenByNumber(t.Context(), here, fmt.Sprint("N", i), "other@example.com")
		}
		if _, err := s.orders.OpenByNumber(t.Context(), here, "ANOTHER", "guest@example.com"); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("a hundred numbers: %v", err)
		}
	})
}

func TestRequestGuestOrderLink(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		for _, c := range []struct {
			name, number, email string
			sent                bool
		}{
			{"both right", strings.ToLower(o.Number), "GUEST@example.com", true},
			{"another address", o.Number, "other@example.com", false},
			{"another number", "ABCDEFGH", "guest@example.com", false},
		} {
			l := s.linkFor(c.number, c.email)
			if (l != nil) != c.sent {
				t.Errorf("%s: %+v", c.name, l)
			}
			if l != nil && (l.To != "guest@example.com" || l.Name != "Guest Person" || l.Values["Order"] != o.Number || l.Values["Minutes"] != "1440" ||
				!regexp.MustCompile(`^[A-Z2-7]{26}$`).MatchString(l.Values["Token"])) {
				t.Errorf("%s: %+v", c.name, l)
			}
		}
		for _, c := range []struct{ name, number, email, want string }{
			{"nothing", " ", "", "REQUIRED number, REQUIRED email"},
			{"no address", o.Number, "nonsense", "INVALID email"},
		} {
			if err := s.orders.RequestGuestOrderLink(t.Context(), visitor, c.number, c.email); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		s.box.held = true
		costs := map[int64]bool{}
		for _, email := range []string{"guest@example.com", "other@example.com"} {
			ctx, count := db.CountStatements(t.Context())
			if err := s.orders.RequestGuestOrderLink(ctx, visitor, o.Number, email); err != nil {
				t.Error(err)
			}
			costs[count()] = true
		}
		if len(costs) != 1 {
			t.Errorf("a right address costs more than a wrong one: %v", costs)
		}
		for range 20 {
			_ = s.orders.RequestGuestOrderLink(t.Context(), auth.Caller{Address: "192.0.2.1"}, o.Number, "other@example.com")
		}
		if err := s.orders.RequestGuestOrderLink(t.Context(), auth.Caller{Address: "192.0.2.1"}, o.Number, "guest@example.com"); servicetest.Errors(err) != "RATE_LIMITED" {
			t.Errorf("asked too often: %v", err)
		}
	})
}

func TestClaimGuest(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		o, signed, err := s.orders.Checkout(ctx, visitor, guest(s.quote(nil)))
		if err != nil {
			t.Fatal(err)
		}
		ann, bob := s.proven("ann@example.com"), s.proven("bob@example.com")
		unproven := s.customer("guest@example.com") // the same address, but nobody has shown whose it is
		first := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		for _, c := range []struct {
			name  string
			as    auth.Caller
			token string
			want  string
		}{
			{"a visitor", visitor, token, "UNAUTHENTICATED"},
			{"a key", seller, token, "UNAUTHENTICATED"},
			{"an address that is not verified", unproven, token, "EMAIL_UNVERIFIED"},
			{"the token of the checkout", ann, *signed, "TOKEN_INVALID token"},
			{"nothing", ann, "", "TOKEN_INVALID token"},
		} {
			if _, err := s.orders.ClaimGuest(ctx, c.as, c.token); servicetest.Errors(err) != c.want {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if opened, err := s.orders.OpenByToken(ctx, token); err != nil || opened.ID != o.ID || !opened.ByToken {
			t.Errorf("the emailed token opens %+v, %v", opened, err)
		}
		if opened, err := s.orders.OpenByToken(ctx, first); err != nil || opened.ID != o.ID {
			t.Errorf("the older token opens %+v, %v", opened, err) // anybody can ask for a newer one
		}
		s.pass(time.Hour)
		claimed, err := s.orders.ClaimGuest(ctx, ann, token)
		if err != nil || *claimed.CustomerID != ann.CustomerID || claimed.Version != 2 || !claimed.Guest {
			t.Fatalf("%+v %v", claimed, err)
		}
		if _, err := s.orders.Get(ctx, ann, o.ID); err != nil {
			t.Errorf("she does not see it: %v", err)
		}
		if got := s.counted(ann); got != "1 12:00" {
			t.Errorf("she has %s", got)
		}
		if got := s.links(o.ID); got != "CLAIMED "+ann.CustomerID+" CUSTOMER" {
			t.Errorf("history: %s", got)
		}
		for _, used := range []string{token, first} {
			if _, err := s.orders.ClaimGuest(ctx, bob, used); servicetest.Errors(err) != "TOKEN_INVALID token" {
				t.Errorf("again: %v", err)
			}
		}
		if _, err := s.orders.ClaimGuest(ctx, bob, s.linkFor(o.Number, "guest@example.com").Values["Token"]); servicetest.Errors(err) != "STEP_NOT_ALLOWED token" {
			t.Errorf("an order that has an owner: %v", err)
		}
		for name, open := range map[string]func() (*models.Order, error){
			"token": func() (*models.Order, error) { return s.orders.OpenByToken(ctx, *signed) },
			"number": func() (*models.Order, error) {
				return s.orders.OpenByNumber(ctx, visitor, o.Number, "guest@example.com")
			},
		} {
			if opened, err := open(); err != nil || !opened.ByToken {
				t.Errorf("by %s: %+v %v", name, opened, err)
			}
		}
		late := s.place(visitor, guest(s.quote(nil)))
		token = s.linkFor(late.Number, "guest@example.com").Values["Token"]
		s.pass(24 * time.Hour)
		if _, err := s.orders.ClaimGuest(ctx, ann, token); servicetest.Errors(err) != "TOKEN_INVALID token" {
			t.Errorf("a day later: %v", err)
		}
	})
}

func TestClaimsAtTheSameMoment(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		o := s.place(visitor, guest(s.quote(nil)))
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		callers := make([]auth.Caller, 6)
		for i := range callers {
			callers[i] = s.proven(fmt.Sprintf("c%d@example.com", i))
		}
		got := make([]string, len(callers))
		var wg sync.WaitGroup
		for i := range callers {
			wg.Go(func() {
				_, err := s.orders.ClaimGuest(t.Context(), callers[i], token)
				got[i] = servicetest.Errors(err)
			})
		}
		wg.Wait()
		var total int
		for _, c := range callers {
			total += len(strings.TrimPrefix(s.counted(c), "0"))
		}
		slices.Sort(got)
		if got[0] != "" || got[1] != "TOKEN_INVALID token" || total != len("1 12:00") || strings.Count(s.links(o.ID), "CLAIMED") != 1 {
			t.Errorf("%q, %s", got, s.links(o.ID))
		}
	})
}

func TestAttachAndDetach(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		ann, bob := s.customer("ann@example.com"), s.customer("bob@example.com")
		first := s.place(visitor, guest(s.quote(nil)))
		s.pass(time.Hour)
		second := s.place(visitor, guest(s.quote(nil)))
		attach := func(as auth.Caller, order, customer string) string {
			_, err := s.orders.Attach(ctx, as, order, customer)
			return servicetest.Errors(err)
		}
		detach := func(as auth.Caller, order string) string {
			_, err := s.orders.Detach(ctx, as, order)
			return servicetest.Errors(err)
		}
		for _, c := range []struct{ name, got, want string }{
			{"by a customer", attach(ann, first.ID, ann.CustomerID), "FORBIDDEN ORDERS_WRITE"},
			{"detached by a customer", detach(ann, first.ID), "FORBIDDEN ORDERS_WRITE"},
			{"no such order", attach(seller, "order_x", ann.CustomerID), "NOT_FOUND"},
			{"no such order to detach", detach(seller, "order_x"), "NOT_FOUND"},
			{"no such customer", attach(seller, first.ID, "customer_x"), "NOT_FOUND"},
			{"nobody's is detached", detach(seller, first.ID), ""},
			{"the later one", attach(seller, second.ID, ann.CustomerID), ""},
			{"the earlier one", attach(seller, first.ID, ann.CustomerID), ""},
			{"once more", attach(seller, first.ID, ann.CustomerID), ""},
			{"another's", attach(seller, first.ID, bob.CustomerID), "STEP_NOT_ALLOWED orderId"},
		} {
			if c.got != c.want {
				t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
			}
		}
		if got := s.counted(ann); got != "2 13:00" {
			t.Errorf("she has %s", got)
		}
		if got := detach(seller, second.ID); got != "" || s.counted(ann) != "1 12:00" {
			t.Errorf("%q: she has %s", got, s.counted(ann))
		}
		if _, err := s.orders.Get(ctx, ann, second.ID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("she still sees it: %v", err)
		}
		if got := attach(seller, second.ID, bob.CustomerID); got != "" {
			t.Errorf("to another one: %q", got)
		}
		want := "ATTACHED " + ann.CustomerID + " API_KEY, DETACHED " + ann.CustomerID + " API_KEY, ATTACHED " + bob.CustomerID + " API_KEY"
		if got := s.links(second.ID); got != want {
			t.Errorf("history: %s", got)
		}
		if got := detach(seller, first.ID); got != "" || s.counted(ann) != "0" {
			t.Errorf("%q: she has %s", got, s.counted(ann))
		}
	})
}

// TestLinksAtTheSameMoment: whatever order of claiming, attaching, detaching and checking out, each order is counted once.
func TestLinksAtTheSameMoment(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := t.Context()
		ann := s.proven("ann@example.com")
		o := s.place(visitor, guest(s.quote(nil)))
		token := s.linkFor(o.Number, "guest@example.com").Values["Token"]
		var wg sync.WaitGroup
		for i := range 12 {
			wg.Go(func() {
				var err error
				switch i % 4 {
				case 0:
					_, err = s.orders.ClaimGuest(ctx, ann, token)
				case 1:
					_, err = s.orders.Attach(ctx, seller, o.ID, ann.CustomerID)
				default:
					_, err = s.orders.Detach(ctx, seller, o.ID)
				}
				if got := servicetest.Errors(err); strings.HasPrefix(got, "!") {
					t.Error(got)
				}
			})
		}
		wg.Wait()
		now, err := s.orders.Get(ctx, seller, o.ID)
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]string{true: "1 12:00", false: "0"}[now.CustomerID != nil]; s.counted(ann) != want {
			t.Errorf("she has %s, want %s", s.counted(ann), want)
		}
	})
}
