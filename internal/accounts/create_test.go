package accounts_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
	"clientele/models"
)

func TestCreate(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.signUp(" Ann@EXAMPLE.com ")
		if !s.works(ann) {
			t.Error("the token of a sign-up does not work")
		}
		c, err := s.Get(ctx, ann, ann.CustomerID)
		if err != nil || c.Email != "Ann@example.com" || !c.HasPassword() || c.Version != 1 || c.EmailVerified {
			t.Errorf("%+v %v", c, err)
		}
		c, token, err := s.Create(ctx, writer, accounts.CreateCustomerInput{
			Email: "bob@example.com", Name: p(" Bob "), Phone: p("+353 87 123 4567"), ExternalID: p("erp-1"), Note: p("nice"), Tags: []string{"VIP", "vip", "press"}, AcceptsMarketing: true,
		})
		if err != nil || token != nil || c.HasPassword() || *c.Name != "Bob" || *c.Phone != "+353871234567" || !c.AcceptsMarketing {
			t.Errorf("by a key: %+v %v %v", c, token, err)
		}
		tags, err := s.TagsFor(ctx, []string{c.ID, ann.CustomerID})
		if err != nil || strings.Join(tags[c.ID], ",") != "VIP,press" || tags[ann.CustomerID] == nil {
			t.Errorf("%v %v", tags, err)
		}
		if c, _, err := s.Create(ctx, writer, accounts.CreateCustomerInput{Email: "eve@example.com", Password: p(password)}); err != nil || !c.HasPassword() {
			t.Errorf("by a key with a password: %v", err)
		}
		if _, err := s.login("eve@example.com", password); err != nil {
			t.Error(err)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		s.signUp("taken@bücher.example")
		if _, _, err := s.Create(context.Background(), writer, accounts.CreateCustomerInput{Email: "other@example.com", ExternalID: p("erp-1")}); err != nil {
			t.Fatal(err)
		}
		before := s.count("customers")
		for _, c := range []struct {
			name   string
			caller auth.Caller
			in     accounts.CreateCustomerInput
			want   string
		}{
			{"no password", visitor, accounts.CreateCustomerInput{Email: "a@example.com"}, "REQUIRED input.password"},
			{"an empty password", visitor, accounts.CreateCustomerInput{Email: "a@example.com", Password: p("")}, "REQUIRED input.password"},
			{
				"everything at once", visitor,
				accounts.CreateCustomerInput{Email: "no", Name: p("www.evil.example"), Phone: p("12"), Password: p("1234567")},
				"INVALID input.email, INVALID input.name, INVALID input.phone, TOO_SHORT input.password",
			},
			{"too long", writer, accounts.CreateCustomerInput{
				Email: strings.Repeat("a", 300) + "@example.com", Name: p(strings.Repeat("x", 256)), ExternalID: p(strings.Repeat("x", 256)),
				Note: p(strings.Repeat("x", 5001)), Password: p(strings.Repeat("x", 129)), Tags: make([]string, 51),
			}, "TOO_LONG input.email, TOO_LONG input.name, TOO_LONG input.externalId, TOO_LONG input.note, TOO_LONG input.tags, TOO_LONG input.password"},
			{"an empty tag", writer, accounts.CreateCustomerInput{Email: "a@example.com", Tags: []string{"x", " "}}, "REQUIRED input.tags.1"},
			{"taken", visitor, accounts.CreateCustomerInput{Email: "TAKEN@xn--bcher-kva.EXAMPLE", Password: p(password)}, "EMAIL_TAKEN input.email"},
			{"both taken", writer, accounts.CreateCustomerInput{Email: "taken@bücher.example", ExternalID: p("erp-1")}, "EMAIL_TAKEN input.email, EXTERNAL_ID_TAKEN input.externalId"},
			{"a visitor's note", visitor, accounts.CreateCustomerInput{Email: "a@example.com", Password: p(password), Note: p("x")}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a key that only reads", reader, accounts.CreateCustomerInput{Email: "a@example.com"}, "FORBIDDEN CUSTOMERS_WRITE"},
		} {
			_, _, err := s.Create(context.Background(), c.caller, c.in)
			got := servicetest.Errors(err)
			for _, each := range strings.Split(c.want, ", ") {
				if !strings.Contains(got, each) || len(strings.Split(got, ", ")) != len(strings.Split(c.want, ", ")) {
					t.Errorf("%s:\n got  %s\n want %s", c.name, got, c.want)
					break
				}
			}
		}
		if s.count("customers") != before {
			t.Error("something was stored")
		}
	})
}

func TestTwentySignUpsAtOnceMakeOneCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var made, taken atomic.Int64
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				in := accounts.CreateCustomerInput{Email: []string{"ann@example.com", "ANN@Example.com"}[i%2], Password: p(password)}
				_, _, err := s.Create(context.Background(), visitor, in)
				switch servicetest.Errors(err) {
				case "":
					made.Add(1)
				case "EMAIL_TAKEN input.email":
					taken.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if made.Load() != 1 || taken.Load() != 19 || s.count("customers") != 1 || s.count("sessions") != 1 {
			t.Errorf("%d made, %d taken, %d stored", made.Load(), taken.Load(), s.count("customers"))
		}
	})
}

func TestDelete(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann, bob := s.signUp("ann@example.com"), s.signUp("bob@example.com")
		for want, caller := range map[string]auth.Caller{"NOT_FOUND": bob, "FORBIDDEN CUSTOMERS_WRITE": reader, "UNAUTHENTICATED": visitor} {
			if _, err := s.Delete(ctx, caller, &ann.CustomerID); servicetest.Errors(err) != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if id, err := s.Delete(ctx, ann, nil); err != nil || id != ann.CustomerID {
			t.Fatal(id, err)
		}
		if s.works(ann) || !s.works(bob) {
			t.Error("the wrong tokens have ended")
		}
		if _, err := s.Delete(ctx, writer, &ann.CustomerID); servicetest.Errors(err) != "NOT_FOUND" {
			t.Errorf("again: %v", err)
		}
		if _, err := s.Delete(ctx, writer, nil); servicetest.Errors(err) != "BAD_USER_INPUT" {
			t.Errorf("a key without an id: %v", err)
		}
		if again := s.signUp("Ann@example.com"); again.CustomerID == ann.CustomerID {
			t.Error("the same customer came back")
		}
	})
}

func TestGetMany(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.signUp("ann@example.com"), s.signUp("bob@example.com")
		for _, c := range []struct {
			caller auth.Caller
			want   int
		}{{ann, 1}, {reader, 2}, {visitor, 0}, {auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead}}, 0}} {
			found, err := s.GetMany(context.Background(), c.caller, []string{ann.CustomerID, bob.CustomerID, "customer_none"})
			if err != nil || len(found) != c.want {
				t.Errorf("%+v sees %d, want %d: %v", c.caller, len(found), c.want, err)
			}
			if _, err := s.Get(context.Background(), c.caller, bob.CustomerID); (err == nil) != (c.want == 2) {
				t.Errorf("%+v: %v", c.caller, err)
			}
		}
	})
}
