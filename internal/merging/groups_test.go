package merging_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/internal/servicetest"
	"clientele/models"
)

// groups creates n groups, and returns their IDs.
func (s *shop) groups(n int) []string {
	s.t.Helper()
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("group_%02d", i)
		g := &models.CustomerGroup{ID: ids[i], Name: fmt.Sprintf("G%02d", i), NameFold: fmt.Sprintf("g%02d", i), Version: 1}
		if err := s.db.InTx(s.t.Context(), func(tx *gorm.DB) error { return tx.Create(g).Error }); err != nil {
			s.t.Fatal(err)
		}
	}
	return ids
}

// TestMergeUnitesGroups checks that the customer who remains is in the groups of both, that the preview and the event
// say so, and that there can be no more than 50.
func TestMergeUnitesGroups(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ids := s.groups(52)
		keep := s.create(customerInput{GroupIDs: []string{ids[0], ids[2]}})
		merged := s.create(customerInput{GroupIDs: []string{ids[2], ids[1]}})
		if got := s.shown(keep, merged); !strings.Contains(got, `groups ["G00","G02"]|["G01","G02"]`) {
			t.Errorf("the preview shows %s", got)
		}
		since := servicetest.LastEvent(t, s.db)
		if got := s.merge(keep, merged); got != "" {
			t.Fatal(got)
		}
		members := func() []string {
			return s.column("SELECT group_id FROM customer_group_members WHERE customer_id = ? ORDER BY group_id", keep)
		}
		if got := members(); !slices.Equal(got, ids[:3]) {
			t.Errorf("in the groups %q", got)
		}
		if got := servicetest.EventsSince(t, s.db, since); !strings.Contains(got[0], `groups '["G00","G02"]' to '["G00","G01","G02"]'`) {
			t.Errorf("events %q", got)
		}
		if n := len(s.column("SELECT customer_id FROM customer_group_members")); n != 3 {
			t.Errorf("%d memberships remain", n)
		}
		full := s.create(customerInput{GroupIDs: ids[3:]})
		if got := s.merge(keep, full); got != "LIMIT_REACHED input.merge" {
			t.Errorf("too many groups: %s", got)
		}
		if got := members(); !slices.Equal(got, ids[:3]) {
			t.Errorf("after the error in the groups %q", got)
		}
	})
}
