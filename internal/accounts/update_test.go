package accounts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/servicetest"
)

func set[T any](v T) graphql.Omittable[*T] { return graphql.OmittableOf(&v) }

func null[T any]() graphql.Omittable[*T] { return graphql.OmittableOf[*T](nil) }

func TestUpdateKeepsClearsAndStores(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann := s.signUp("ann@example.com")
		s.pass(time.Minute)
		c, err := s.Update(ctx, ann, nil, accounts.UpdateCustomerInput{Name: set("Ann O'Neil"), Phone: set("+353871234567"), AcceptsMarketing: set(true)})
		if err != nil || *c.Name != "Ann O'Neil" || c.Version != 2 || !c.UpdatedAt.Equal(s.now()) || !c.AcceptsMarketing {
			t.Fatalf("%+v %v", c, err)
		}
		c, err = s.Update(ctx, ann, &ann.CustomerID, accounts.UpdateCustomerInput{Name: set(""), Phone: null[string](), AcceptsMarketing: set(false)})
		if err != nil || *c.Name != "" || c.Phone != nil || c.AcceptsMarketing || c.Email != "ann@example.com" || !c.HasPassword() {
			t.Errorf("%+v %v", c, err)
		}
		stored, err := s.Get(ctx, ann, ann.CustomerID)
		if err != nil || *stored.Name != "" || stored.Phone != nil || stored.Version != 3 {
			t.Errorf("stored %+v %v", stored, err)
		}
		s.pass(time.Minute)
		if c, err := s.Update(ctx, ann, nil, accounts.UpdateCustomerInput{Name: set("")}); err != nil || c.Version != 3 || c.UpdatedAt.Equal(s.now()) {
			t.Errorf("nothing changed: %+v %v", c, err)
		}
		c, err = s.Update(ctx, writer, &ann.CustomerID, accounts.UpdateCustomerInput{
			Email: set("Anna@example.com"), ExternalID: set("erp-1"), Note: set("line one\r\nline two"), Tags: graphql.OmittableOf([]string{"VIP"}),
		})
		if err != nil || c.Email != "Anna@example.com" || *c.ExternalID != "erp-1" || *c.Note != "line one\nline two" || c.Version != 4 {
			t.Errorf("%+v %v", c, err)
		}
		if c, err := s.Update(ctx, writer, &ann.CustomerID, accounts.UpdateCustomerInput{Tags: graphql.OmittableOf([]string{"VIP"})}); err != nil || c.Version != 4 {
			t.Errorf("the same tags: %+v %v", c, err)
		}
		if c, err := s.Update(ctx, writer, &ann.CustomerID, accounts.UpdateCustomerInput{Tags: graphql.OmittableOf[[]string](nil)}); err != nil || c.Version != 5 {
			t.Errorf("no tags: %+v %v", c, err)
		}
		if tags, err := s.TagsFor(ctx, []string{ann.CustomerID}); err != nil || len(tags[ann.CustomerID]) != 0 {
			t.Errorf("%v %v", tags, err)
		}
		if _, err := s.login("anna@example.com", password); err != nil {
			t.Errorf("the new address: %v", err)
		}
		if _, err := s.login("ann@example.com", password); servicetest.Errors(err) != "INVALID_CREDENTIALS" {
			t.Errorf("the old address: %v", err)
		}
	})
}

func TestUpdateRefuses(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann, bob := s.signUp("ann@example.com"), s.signUp("bob@example.com")
		if _, err := s.Update(context.Background(), writer, &bob.CustomerID, accounts.UpdateCustomerInput{ExternalID: set("erp-1")}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			id     *string
			in     accounts.UpdateCustomerInput
			want   string
		}{
			{"another", ann, &bob.CustomerID, accounts.UpdateCustomerInput{Name: set("x")}, "NOT_FOUND"},
			{"nobody", writer, p("customer_none"), accounts.UpdateCustomerInput{Name: set("x")}, "NOT_FOUND"},
			{"by a visitor", visitor, &ann.CustomerID, accounts.UpdateCustomerInput{}, "UNAUTHENTICATED"},
			{"by a reader", reader, &ann.CustomerID, accounts.UpdateCustomerInput{}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"her own email", ann, nil, accounts.UpdateCustomerInput{Email: set("new@example.com")}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"her own tags", ann, nil, accounts.UpdateCustomerInput{Tags: graphql.OmittableOf([]string{"VIP"})}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"that her address is verified", ann, nil, accounts.UpdateCustomerInput{EmailVerified: set(true)}, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a cleared email", writer, &ann.CustomerID, accounts.UpdateCustomerInput{Email: null[string]()}, "REQUIRED input.email"},
			{"several faults", writer, &ann.CustomerID, accounts.UpdateCustomerInput{Email: set("no"), Name: set("a\x07"), Phone: set("1")}, "INVALID input.email, INVALID input.name, INVALID input.phone"},
			{"taken", writer, &ann.CustomerID, accounts.UpdateCustomerInput{Email: set("BOB@example.com"), ExternalID: set("erp-1")}, "EMAIL_TAKEN input.email, EXTERNAL_ID_TAKEN input.externalId"},
			{"a stale version", ann, nil, accounts.UpdateCustomerInput{Name: set("x"), ExpectedVersion: p(9)}, "CONFLICT input.expectedVersion"},
		} {
			got, err := s.Update(context.Background(), c.caller, c.id, c.in)
			if servicetest.Errors(err) != c.want {
				t.Errorf("%s: %s, want %s", c.name, servicetest.Errors(err), c.want)
			}
			if (got != nil) != strings.HasPrefix(c.want, "CONFLICT") {
				t.Errorf("%s: answered with %+v", c.name, got)
			}
		}
		if c, err := s.Get(context.Background(), ann, ann.CustomerID); err != nil || c.Version != 1 || c.Name != nil {
			t.Errorf("something was stored: %+v %v", c, err)
		}
		// An empty external id is nobody's, as often as it is stored.
		for _, who := range []auth.Caller{ann, bob} {
			if _, err := s.Update(context.Background(), writer, &who.CustomerID, accounts.UpdateCustomerInput{ExternalID: set("")}); err != nil {
				t.Error(err)
			}
		}
	})
}
