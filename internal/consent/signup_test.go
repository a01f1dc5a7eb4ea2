package consent_test

import (
	"strings"
	"testing"

	"clientele/internal/accounts"
	"clientele/internal/consent"
	"clientele/models"
)

// TestWordingOfSignUps checks that the text that a customer agrees to at sign-up is kept with the statement.
func TestWordingOfSignUps(t *testing.T) {
	const agreed = "Email me news. I can unsubscribe at any time."
	onEach(t, func(t *testing.T, s *shop) {
		for _, c := range []struct {
			name    string
			accepts bool
			wording *string
			kept    *string
			fails   string
		}{
			{"with the text", true, p(" " + agreed + " "), p(agreed), ""},
			{"without a text", true, nil, nil, ""},
			{"an empty text", true, p(" "), nil, ""},
			{"a text without consent", false, p(agreed), nil, "INVALID input.marketingWording"},
			{"the longest text", true, p(strings.Repeat("é", 5000)), p(strings.Repeat("é", 5000)), ""},
			{"a longer text", true, p(strings.Repeat("é", 5001)), nil, "TOO_LONG input.marketingWording"},
		} {
			email := strings.ReplaceAll(c.name, " ", ".") + "@example.com"
			made, _, err := s.accounts.Create(t.Context(), visitor, accounts.CreateCustomerInput{
				Email: email, Password: p(password), AcceptsMarketing: c.accepts, MarketingWording: c.wording,
			})
			s.want(c.name, err, c.fails)
			if err != nil {
				continue
			}
			rows := s.list(consent.ListArgs{CustomerID: &made.ID})
			if len(rows) != 1 || rows[0].State != models.Subscribed || rows[0].Source != models.FromSignUp {
				t.Fatalf("%s: %+v", c.name, rows)
			}
			if got := rows[0].Wording; (got == nil) != (c.kept == nil) || got != nil && *got != *c.kept {
				t.Errorf("%s: agreed to %v", c.name, got)
			}
		}
	})
}
