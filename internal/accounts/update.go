package accounts

import (
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/events"
	"clientele/internal/input"
	"clientele/internal/onetime"
	"clientele/models"
)

// UpdateCustomerInput contains changes to a customer. Omitted fields are not changed, null clears a field, and an empty
// text is stored.
type UpdateCustomerInput struct {
	Email            graphql.Omittable[*string]
	Name             graphql.Omittable[*string]
	Phone            graphql.Omittable[*string]
	AcceptsMarketing graphql.Omittable[*bool]
	Locale           graphql.Omittable[*string]
	ExternalID       graphql.Omittable[*string]
	Note             graphql.Omittable[*string]
	Tags             graphql.Omittable[[]string]
	GroupIDs         graphql.Omittable[[]string]
	EmailVerified    graphql.Omittable[*bool]
	CustomFields     graphql.Omittable[customfields.Values]
	ExpectedVersion  *int
}

func (in UpdateCustomerInput) forStaff() bool {
	return in.Email.IsSet() || in.ExternalID.IsSet() || in.Note.IsSet() || in.Tags.IsSet() ||
		in.GroupIDs.IsSet() || in.EmailVerified.IsSet()
}

// Update changes a customer, or the caller if id is nil. A new email address ends all other sessions. Invalid input is
// apperr.Invalid; with CONFLICT, Update also returns the present customer.
func (s *Service) Update(
	ctx context.Context, caller auth.Caller, id *string, in UpdateCustomerInput,
) (*models.Customer, error) {
	customerID, err := caller.TargetCustomer(id, "id")
	if err != nil {
		return nil, err
	}
	if in.forStaff() && !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	change, err := s.checkUpdate(ctx, caller, customerID, in)
	if err != nil {
		return nil, err
	}
	var c *models.Customer
	update := func(tx *gorm.DB) error {
		if c, err = locked(tx, customerID); err != nil {
			return err
		}
		if in.ExpectedVersion != nil && *in.ExpectedVersion != c.Version {
			return apperr.Field(apperr.Path{"input", "expectedVersion"}, apperr.CodeConflict,
				fmt.Sprintf("The customer has been changed. Its current version is %d.", c.Version))
		}
		before := c.EmailKey
		if err := s.apply(tx, caller, c, change); err != nil || c.EmailKey == before {
			return err
		}
		// The owner may have changed with the address.
		if _, err = s.endSessions(tx, c, caller); err != nil {
			return err
		}
		return onetime.DeleteForCustomer(tx, c.ID)
	}
	err = s.o.Fields.Guard(ctx, caller, func() error { return s.db.InTx(ctx, update) }, change.rest.custom)
	if err := asFieldError(err); err != nil {
		if c != nil && isConflict(err) {
			return c, err
		}
		return nil, fmt.Errorf("update customer %s: %w", customerID, err)
	}
	return c, nil
}

// change is a checked UpdateCustomerInput.
type change struct {
	apply   func(*models.Customer)
	rest    rest               // tags and groups are nil where they stay; without accepts
	accepts *consent.Statement // about marketing by email; nil to keep it
}

func (s *Service) checkUpdate(
	ctx context.Context, caller auth.Caller, customerID string, in UpdateCustomerInput,
) (change, error) {
	var f apperr.Fields
	ch, err := s.checkChange(ctx, caller, &f, apperr.Path{"input"}, in, func() (*string, error) {
		return s.phoneOf(ctx, customerID)
	})
	if err != nil {
		return change{}, err
	}
	return ch, f.Err()
}

// checkChange is checkUpdate with an input at a path. It adds the errors to f. phone returns the stored phone number.
func (s *Service) checkChange(
	ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path, in UpdateCustomerInput,
	phone func() (*string, error),
) (change, error) {
	var steps []func(*models.Customer)
	if in.Email.IsSet() {
		email := ""
		if v := in.Email.Value(); v != nil {
			email = *v
		}
		address := input.Email(f, at.At("email"), email)
		steps = append(steps, func(c *models.Customer) {
			if c.EmailKey != address.Key {
				c.EmailVerified, c.PasswordGiven = false, false // both refer to the previous address
			}
			setEmail(c, address)
		})
	}
	if in.EmailVerified.IsSet() { // after the address, which resets it
		v := in.EmailVerified.Value()
		steps = append(steps, func(c *models.Customer) { c.EmailVerified = v != nil && *v })
	}
	if in.Name.IsSet() {
		name := input.Name(f, at.At("name"), in.Name.Value())
		steps = append(steps, func(c *models.Customer) { setName(c, name) })
	}
	if in.Phone.IsSet() {
		var readErr error
		number := input.Phone(f, at.At("phone"), in.Phone.Value(), "", func() (stored *string) {
			stored, readErr = phone()
			return stored
		})
		if readErr != nil {
			return change{}, readErr
		}
		steps = append(steps, func(c *models.Customer) { c.Phone = number })
	}
	if in.Locale.IsSet() {
		locale := input.Locale(f, at.At("locale"), in.Locale.Value())
		steps = append(steps, func(c *models.Customer) { c.Locale = locale })
	}
	if in.ExternalID.IsSet() {
		id := input.Optional(f, at.At("externalId"), in.ExternalID.Value(), maxExternalID)
		steps = append(steps, func(c *models.Customer) { setExternalID(c, id) })
	}
	if in.Note.IsSet() {
		note := input.Text(f, at.At("note"), in.Note.Value(), input.MaxNote)
		steps = append(steps, func(c *models.Customer) { c.Note = note })
	}
	var tags []models.CustomerTag
	if in.Tags.IsSet() {
		tags = checkTags(f, at.At("tags"), in.Tags.Value())
	}
	var groups *groupChoice
	if in.GroupIDs.IsSet() {
		groups = checkGroupIDs(f, at.At("groupIds"), in.GroupIDs.Value())
	}
	custom, err := s.o.Fields.Check(ctx, caller, f, at.At("customFields"), models.OwnerCustomer,
		in.CustomFields.Value(), false)
	if err != nil {
		return change{}, err
	}
	ch := change{rest: rest{tags: tags, groups: groups, custom: custom}, apply: func(c *models.Customer) {
		for _, step := range steps {
			step(c)
		}
		index(c)
	}}
	if in.AcceptsMarketing.IsSet() {
		ch.accepts = consent.Accepts(isTrue(in.AcceptsMarketing))
	}
	return ch, nil
}

// phoneOf returns the stored phone number of a customer, or nil if there is none.
func (s *Service) phoneOf(ctx context.Context, id string) (*string, error) {
	var found []*models.Customer
	if err := s.db.Primary(ctx).Select("phone").Where("id = ?", id).Limit(1).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read the phone number of customer %s: %w", id, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	return found[0].Phone, nil
}

func (s *Service) apply(tx *gorm.DB, caller auth.Caller, c *models.Customer, ch change) error {
	before := *c
	ch.apply(c)
	if c.EmailKey != before.EmailKey || !same(c.ExternalID, before.ExternalID) {
		if err := checkUnique(tx, c); err != nil {
			return err
		}
	}
	consents, consented, err := s.recordConsent(tx, caller, &before, c, ch.accepts)
	if err != nil {
		return err
	}
	changes := append(changesOf(&before, c), consented...)
	retagged, err := replaceTags(tx, c.ID, ch.rest.tags)
	if err != nil {
		return err
	}
	regrouped, err := s.regroup(tx, c.ID, ch.rest.groups, false)
	if err != nil {
		return err
	}
	refilled, err := s.o.Fields.StoreIn(tx, c.ID, ch.rest.custom)
	if err != nil {
		return err
	}
	changes = slices.Concat(changes, retagged, regrouped, refilled)
	if err := consents.Store(tx); err != nil || len(changes) == 0 {
		return err
	}
	c.Version, c.UpdatedAt = c.Version+1, models.At(s.o.Now())
	err = db.LockedRow(tx).Model(c).Select("*").Omit("seq", "id", "created_at", "orders_count", "last_order_at").
		Updates(c).Error
	if err != nil {
		return err
	}
	return s.record(tx, caller, entry(c, models.CustomerUpdated, changes))
}

// replaceTags replaces the tags of a customer, unless tags is nil, and returns the change.
func replaceTags(tx *gorm.DB, customerID string, tags []models.CustomerTag) (events.Changes, error) {
	if tags == nil {
		return nil, nil
	}
	var before []models.CustomerTag
	if err := tx.Where("customer_id = ?", customerID).Order("position").Find(&before).Error; err != nil {
		return nil, err
	}
	changes := tagChanges(before, tags)
	if len(changes) == 0 {
		return nil, nil
	}
	if err := tx.Where("customer_id = ?", customerID).Delete(&models.CustomerTag{}).Error; err != nil {
		return nil, err
	}
	return changes, addTags(tx, customerID, tags)
}

// tagChanges returns the change of a customer's tags.
func tagChanges(before, after []models.CustomerTag) events.Changes {
	var changes events.Changes
	changes.List("tags", tagNames(before), tagNames(after))
	changes.Hide("tags")
	return changes
}

func tagNames(tags []models.CustomerTag) []string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Tag
	}
	return names
}

func same(a, b *string) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

func isConflict(err error) bool {
	e, ok := apperr.As(err)
	return ok && len(e.Fields) == 1 && e.Fields[0].Code == apperr.CodeConflict
}
