package accounts_test

import (
	"context"
	"testing"

	"clientele/internal/auth"
	"clientele/internal/servicetest"
)

func TestRevokeSessions(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		ann, bob := s.signUp("ann@example.com"), s.signUp("bob@example.com")
		again, err := s.login("ann@example.com", password)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name   string
			caller auth.Caller
			id     string
			ended  int
			want   string
		}{
			{"the customer herself", ann, ann.CustomerID, 0, "FORBIDDEN CUSTOMERS_WRITE"},
			{"a reader", reader, ann.CustomerID, 0, "FORBIDDEN CUSTOMERS_WRITE"},
			{"no such customer", writer, "customer_none", 0, "NOT_FOUND"},
			{"all of hers", writer, ann.CustomerID, 2, ""},
			{"none is left", writer, ann.CustomerID, 0, ""},
		} {
			if ended, err := s.RevokeSessions(ctx, c.caller, c.id); ended != c.ended || servicetest.Errors(err) != c.want {
				t.Errorf("%s: %d ended, %v", c.name, ended, err)
			}
		}
		if s.works(ann) || s.works(again) || !s.works(bob) {
			t.Error("other sessions have ended than hers")
		}
		if _, err := s.login("ann@example.com", password); err != nil {
			t.Errorf("she cannot log in again: %v", err)
		}
	})
}
