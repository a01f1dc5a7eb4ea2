package merging_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"clientele/internal/consent"
	"clientele/models"
)

// TestConsentsMerge merges customers with each pair of states: the stricter one is kept, and all statements remain.
func TestConsentsMerge(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		const none = models.MarketingState("")
		service := consent.New(s.db, consent.Options{Now: s.now})
		state := func(id string, channel models.MarketingChannel, to models.MarketingState) {
			switch to {
			case none:
				return
			case models.Pending: // which nobody can set
				state := consent.SetMarketingConsentInput{Channel: channel, State: models.Subscribed}
				if _, err := service.Set(t.Context(), owner, &id, state); err != nil {
					t.Fatal(err)
				}
				s.exec("UPDATE consents SET state = 'PENDING' WHERE customer_id = ? AND channel = ?", id, channel)
				if channel == models.ByEmail {
					s.exec("UPDATE customers SET accepts_marketing = ? WHERE id = ?", false, id)
				}
				return
			}
			if _, err := service.Set(t.Context(), owner, &id, consent.SetMarketingConsentInput{Channel: channel, State: to}); err != nil {
				t.Fatal(err)
			}
		}
		states := []models.MarketingState{none, models.Subscribed, models.Pending, models.Unsubscribed}
		for _, channel := range []models.MarketingChannel{models.ByEmail, models.ByPost} {
			for _, keeps := range states {
				for _, merges := range states {
					name := fmt.Sprintf("%s, %q and %q", channel, keeps, merges)
					keep, merged := s.create(customerInput{}), s.create(customerInput{})
					state(keep, channel, keeps)
					state(merged, channel, merges)
					statements := len(s.column("SELECT id FROM consents WHERE customer_id IN (?, ?)", keep, merged))
					if got := s.merge(keep, merged); got != "" {
						t.Errorf("%s: %s", name, got)
					}
					want := merges
					if keeps != none && merges != none {
						want = models.Stricter(keeps, merges)
					} else if merges == none {
						want = keeps
					}
					current := s.column("SELECT state FROM consents WHERE customer_id = ? AND channel = ? AND current", keep, channel)
					if !slices.Equal(current, strings.Fields(string(want))) {
						t.Errorf("%s: the state is %q, want %q", name, current, want)
					}
					if c := s.customer(keep); c.AcceptsMarketing != (channel == models.ByEmail && want == models.Subscribed) {
						t.Errorf("%s: acceptsMarketing is %t", name, c.AcceptsMarketing)
					}
					all := s.column("SELECT source FROM consents WHERE customer_id = ? ORDER BY at, id", keep)
					if added := len(all) - statements; added < 0 || added > 1 || added == 1 && all[len(all)-1] != "MERGE" {
						t.Errorf("%s: %d statements became %q", name, statements, all)
					}
					changes := s.column("SELECT fields FROM events WHERE subject_id = ? AND type = 'CUSTOMER_MERGED'", keep)
					if changed := strings.Contains(changes[0], "marketing."+string(channel)); changed != (want != keeps) {
						t.Errorf("%s: the event has the changes %s", name, changes)
					}
				}
			}
		}
		if lost := s.column("SELECT id FROM consents WHERE customer_id IS NULL"); len(lost) > 0 {
			t.Errorf("%d statements belong to nobody", len(lost))
		}
	})
}
