package accounts

import (
	"context"
	"slices"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/input"
	"clientele/models"
)

// BulkUpdateInput holds changes to many customers. Omitted fields keep their value.
type BulkUpdateInput struct {
	AcceptsMarketing graphql.Omittable[*bool]
	EmailVerified    graphql.Omittable[*bool]
	Disabled         graphql.Omittable[*bool]
	DisabledReason   graphql.Omittable[*string]
	Locale           graphql.Omittable[*string]
	AddGroupIDs      []string
	RemoveGroupIDs   []string
	CustomFields     graphql.Omittable[customfields.Values]
}

// BulkChange is a validated change of many customers. Its zero value changes nothing.
type BulkChange struct {
	change     *change      // of fields; nil for none
	disabled   *bool        // nil to keep it
	reason     *string      // for being disabled
	keepReason bool         // of those who are disabled already
	joins      *groupChoice // groups that the customers join; nil for none
	leaves     *groupChoice // groups that the customers leave; nil for none
	added      []models.CustomerTag
	removed    map[string]bool // folded tags
	verifies   bool            // the email addresses
	deletes    bool
	invites    bool
}

// CheckBulkUpdate validates changes to many customers. Errors are below at.
func (s *Service) CheckBulkUpdate(
	ctx context.Context, caller auth.Caller, at apperr.Path, in BulkUpdateInput,
) (*BulkChange, error) {
	var f apperr.Fields
	if !in.AcceptsMarketing.IsSet() && !in.EmailVerified.IsSet() && !in.Disabled.IsSet() &&
		!in.DisabledReason.IsSet() && !in.Locale.IsSet() && len(in.CustomFields.Value()) == 0 &&
		len(in.AddGroupIDs) == 0 && len(in.RemoveGroupIDs) == 0 {
		f.Add(at, apperr.CodeRequired, "There is nothing to change")
	}
	for name, v := range map[string]graphql.Omittable[*bool]{
		"acceptsMarketing": in.AcceptsMarketing, "emailVerified": in.EmailVerified, "disabled": in.Disabled,
	} {
		if v.IsSet() && v.Value() == nil {
			f.Add(at.At(name), apperr.CodeRequired, "Must be true or false")
		}
	}
	ch, err := s.checkChange(ctx, caller, &f, at, UpdateCustomerInput{
		AcceptsMarketing: in.AcceptsMarketing, EmailVerified: in.EmailVerified, Locale: in.Locale,
		CustomFields: in.CustomFields,
	}, func() (*string, error) { return nil, nil })
	if err != nil {
		return nil, err
	}
	b := &BulkChange{
		change: &ch, disabled: in.Disabled.Value(), keepReason: !in.DisabledReason.IsSet(),
		verifies: isTrue(in.EmailVerified),
	}
	if err := s.checkBulkGroups(ctx, &f, at, in, b); err != nil {
		return nil, err
	}
	if in.DisabledReason.IsSet() {
		b.reason = input.Text(&f, at.At("disabledReason"), in.DisabledReason.Value(), input.MaxNote)
		if b.reason != nil && !isTrue(in.Disabled) {
			f.Add(at.At("disabledReason"), apperr.CodeInvalid, "Only with disabled: true")
		}
	}
	return b, f.Err()
}

// checkBulkGroups validates the groups that customers join and leave, and sets them.
func (s *Service) checkBulkGroups(
	ctx context.Context, f *apperr.Fields, at apperr.Path, in BulkUpdateInput, b *BulkChange,
) error {
	if len(in.AddGroupIDs) > 0 {
		b.joins = checkGroupIDs(f, at.At("addGroupIds"), in.AddGroupIDs)
	}
	if len(in.RemoveGroupIDs) > 0 {
		b.leaves = checkGroupIDs(f, at.At("removeGroupIds"), in.RemoveGroupIDs)
	}
	set, err := s.loadGroups(s.db.Primary(ctx), false, b.joins, b.leaves)
	if err != nil {
		return err
	}
	if b.joins != nil {
		set.resolve(f, b.joins)
	}
	if b.leaves == nil {
		return nil
	}
	set.resolve(f, b.leaves)
	for i, id := range in.RemoveGroupIDs {
		if slices.Contains(in.AddGroupIDs, id) {
			f.Add(b.leaves.at.At(strconv.Itoa(i)), apperr.CodeInvalid, "The group is in addGroupIds as well")
		}
	}
	return nil
}

// CheckBulkTags validates tags to add to many customers, or to remove from them. Errors are below at.
func (s *Service) CheckBulkTags(at apperr.Path, tags []string, remove bool) (*BulkChange, error) {
	var f apperr.Fields
	if len(tags) == 0 {
		f.Add(at, apperr.CodeRequired, "There must be at least one tag")
	}
	checked := checkTags(&f, at, tags)
	if !remove {
		return &BulkChange{added: checked}, f.Err()
	}
	b := &BulkChange{removed: map[string]bool{}}
	for _, tag := range checked {
		b.removed[tag.TagFold] = true
	}
	return b, f.Err()
}

// BulkDeletion deletes customers.
func BulkDeletion() *BulkChange { return &BulkChange{deletes: true} }

// BulkInvitation invites customers without a password by email to choose one.
func BulkInvitation() *BulkChange { return &BulkChange{invites: true} }

// retag returns the tags of a customer after the change. ok is false if there would be too many.
func (b *BulkChange) retag(before []models.CustomerTag) (after []models.CustomerTag, ok bool) {
	has := map[string]bool{}
	for _, tag := range before {
		if has[tag.TagFold] = true; !b.removed[tag.TagFold] {
			after = append(after, tag)
		}
	}
	for _, tag := range b.added {
		if !has[tag.TagFold] {
			after = append(after, tag)
		}
	}
	for i := range after {
		after[i].Position = i
	}
	return after, len(after) <= maxTags || len(after) <= len(before)
}
