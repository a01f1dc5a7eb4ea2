package accounts

import (
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"clientele/internal/apperr"
	"clientele/internal/bulk"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/input"
	"clientele/models"
)

// upsertRecord is a record of a batch.
type upsertRecord struct {
	in           UpsertCustomerInput
	email        string // key of the email address; "" without a valid one
	externalID   string
	firstAddress int // index of the ID of its first address
	// How the record is valid for a new customer and for a stored one. They are nil until they are needed.
	asNew, asChange *checkedRecord
}

// checkedRecord is a record that is validated for a new or for a stored customer.
type checkedRecord struct {
	f         apperr.Fields
	c         *models.Customer // a new customer
	rest      rest             // of a new customer
	change    change           // of a stored customer
	addresses []checkedAddress
	groups    *groupChoice // nil to keep them
	reason    *string      // for disabling the customer
	hash      *string      // the password's hash as it is stored
}

// checkedAddress is a validated address.
type checkedAddress struct {
	models.Address
	custom *customfields.Change
}

// key returns the value by which the record is matched; "" without a valid one.
func (u *upsert) key(r *upsertRecord) string {
	if u.match == bulk.ByEmail {
		return r.email
	}
	return r.externalID
}

// check validates all records, each for a new or a stored customer, as it will probably be needed.
func (u *upsert) check(list []UpsertCustomerInput) error {
	addresses := 0
	for _, in := range list {
		r := &upsertRecord{in: in, firstAddress: addresses}
		if address, ok := input.ParseEmail(deref(in.Email.Value())); ok {
			r.email = address.Key
		}
		var ignored apperr.Fields
		r.externalID = deref(input.Optional(&ignored, nil, in.ExternalID.Value(), maxExternalID))
		u.records = append(u.records, r)
		addresses += len(in.Addresses)
	}
	u.ids, u.addressIDs = models.NewIDs(models.CustomerID, len(list)), models.NewIDs(models.AddressID, addresses)
	stored, err := u.findMatches()
	if err != nil {
		return err
	}
	before := u.ctx
	deferred, references := customfields.DeferReferences(u.ctx)
	u.ctx = deferred
	seen := map[string]bool{}
	for _, r := range u.records {
		key := u.key(r)
		match := stored[key]
		if key != "" && match == nil {
			if _, err := u.forNew(r); err != nil {
				return err
			}
		}
		if key == "" || match != nil || seen[key] {
			if _, err := u.forStored(r, match); err != nil {
				return err
			}
		}
		seen[key] = true
	}
	u.ctx = before
	return u.s.o.Fields.CheckReferences(u.ctx, u.caller, references)
}

// forNew returns the record as it is valid for a new customer.
func (u *upsert) forNew(r *upsertRecord) (*checkedRecord, error) {
	if r.asNew != nil {
		return r.asNew, nil
	}
	checked := &checkedRecord{}
	in := r.in
	var err error
	checked.c, checked.rest, err = u.s.checkNew(u.ctx, u.caller, &checked.f, nil, CreateCustomerInput{
		Email: deref(in.Email.Value()), Name: in.Name.Value(), Phone: in.Phone.Value(),
		Locale:     in.Locale.Value(),
		ExternalID: in.ExternalID.Value(), Note: in.Note.Value(), Tags: in.Tags.Value(),
		EmailVerified: in.EmailVerified.Value(), CustomFields: in.CustomFields.Value(),
	}, false)
	if err != nil {
		return nil, err
	}
	if in.AcceptsMarketing.IsSet() {
		checked.rest.accepts = consent.Accepts(isTrue(in.AcceptsMarketing))
	}
	r.asNew = checked
	return checked, u.checkRest(r, checked, true)
}

// forStored returns the record as it is valid for a stored customer.
func (u *upsert) forStored(r *upsertRecord, stored *models.Customer) (*checkedRecord, error) {
	if r.asChange != nil {
		return r.asChange, nil
	}
	checked := &checkedRecord{}
	in := r.in
	var err error
	checked.change, err = u.s.checkChange(u.ctx, u.caller, &checked.f, nil, UpdateCustomerInput{
		Email: in.Email, Name: in.Name, Phone: in.Phone, AcceptsMarketing: in.AcceptsMarketing,
		Locale:     in.Locale,
		ExternalID: in.ExternalID, Note: in.Note, Tags: in.Tags, EmailVerified: in.EmailVerified,
		CustomFields: in.CustomFields,
	}, func() (*string, error) {
		if stored == nil {
			return nil, nil
		}
		return stored.Phone, nil
	})
	if err != nil {
		return nil, err
	}
	at := apperr.Path{"externalId"}
	if u.match == bulk.ByEmail {
		at = apperr.Path{"email"}
	}
	if u.key(r) == "" && !checked.f.Has(at) {
		checked.f.Add(at, apperr.CodeRequired, "Required to find the customer")
	}
	r.asChange = checked
	return checked, u.checkRest(r, checked, stored == nil || !stored.HasPassword())
}

// checkRest validates what Create and Update do not have. needsPassword is set if the customer has no password.
func (u *upsert) checkRest(r *upsertRecord, checked *checkedRecord, needsPassword bool) error {
	for i, in := range r.in.Addresses {
		at := apperr.Path{"addresses", strconv.Itoa(i)}
		a := checkedAddress{Address: u.s.o.Addresses.Check(&checked.f, at, *in)}
		var err error
		a.custom, err = u.s.o.Addresses.CheckCustom(u.ctx, u.caller, &checked.f, at, *in)
		if err != nil {
			return err
		}
		checked.addresses = append(checked.addresses, a)
	}
	switch in := r.in; {
	case in.GroupIDs.IsSet():
		checked.groups = checkGroupIDs(&checked.f, apperr.Path{"groupIds"}, in.GroupIDs.Value())
	case in.GroupNames.IsSet():
		checked.groups = checkGroupNames(&checked.f, apperr.Path{"groups"}, in.GroupNames.Value())
	}
	checked.reason = input.Text(&checked.f, apperr.Path{"disabledReason"}, r.in.DisabledReason.Value(), input.MaxNote)
	if !needsPassword {
		return nil
	}
	hash := checkPasswordHash(&checked.f, apperr.Path{"passwordHash"}, r.in.PasswordHash)
	if hash == nil || !checked.f.Empty() {
		return nil
	}
	stored := *r.in.PasswordHash
	if u.o.DryRun == nil {
		var err error
		if stored, err = u.s.storedHash(u.ctx, u.caller, hash); err != nil {
			return err
		}
	}
	checked.hash = &stored
	return nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func isTrue(b graphql.Omittable[*bool]) bool {
	v := b.Value()
	return v != nil && *v
}
