package customfields_test

import (
	"strings"
	"testing"

	"clientele/internal/customfields"
	"clientele/models"
)

// TestCopied checks that copies show current fields, and archived fields that they have values of, if the caller can
// see them.
func TestCopied(t *testing.T) {
	archivedAt := models.Time{}
	field := func(id, key string, access models.CustomFieldAccess, archived bool) *models.CustomField {
		f := &models.CustomField{ID: id, Owner: models.OwnerAddress, Key: key, Type: models.FieldString, Access: access}
		if archived {
			f.ArchivedAt = &archivedAt
		}
		return f
	}
	of := field("7", "size", models.AccessWrite, true)
	of.Owner = models.OwnerCustomer
	set := customfields.NewSet(1, []*models.CustomField{
		field("1", "gate", models.AccessWrite, false), field("2", "risk", models.AccessNone, false),
		field("3", "floor", models.AccessRead, true),
		field("4", "score", models.AccessNone, true), field("5", "gate", models.AccessWrite, true),
		field("6", "floor", models.AccessRead, true), of,
	})
	for _, c := range []struct {
		name            string
		held            string // ids
		staff, customer string // ids
	}{
		{"no values", "", "1 2", "1"},
		{"current fields", "1 2", "1 2", "1"},
		{"archived field", "3", "1 2 3", "1 3"},
		{"later archived field with the same key", "6", "1 2 6", "1 6"},
		{"archived field for staff only", "4", "1 2 4", "1"},
		{"archived field with its key in use", "5", "5 2", "5"},
		{"current and archived field with the same key", "1 5", "1 2", "1"},
		{"field of another owner, and unknown field", "7 8", "1 2", "1"},
	} {
		copies := models.FieldCopies{}
		for _, id := range strings.Fields(c.held) {
			copies[id] = []string{"x"}
		}
		for staff, want := range map[bool]string{true: c.staff, false: c.customer} {
			var ids []string
			for _, f := range set.Copied(models.OwnerAddress, copies, staff) {
				ids = append(ids, f.ID)
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("%s, staff %v: %s, want %s", c.name, staff, got, want)
			}
		}
	}
}
