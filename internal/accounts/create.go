package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/internal/customfields"
	"clientele/internal/input"
	"clientele/internal/passwordhash"
	"clientele/internal/throttle"
	"clientele/models"
)

// CreateCustomerInput is the input of Create. The schema describes the fields.
type CreateCustomerInput struct {
	Email            string
	Name             *string
	Phone            *string
	Password         *string
	AcceptsMarketing bool
	MarketingWording *string
	Locale           *string
	ExternalID       *string
	Note             *string
	Tags             []string
	GroupIDs         []string
	EmailVerified    *bool   // can be set by the shop only
	PasswordHash     *string // can be set by the shop only
	CustomFields     customfields.Values
}

// signUps limits the sign-ups from one address, including those that succeed: each costs a hash and a row.
// throttle.Guard limits how often a caller can find out that an email address is in use.
var signUps = throttle.Rule{Volume: throttle.Limit{Name: "sign-up", Failures: 60, Window: quarter}, Paced: true}

// Create creates a customer. A visitor must provide a password, is logged in and receives a token. An API key or staff
// member needs CUSTOMERS_WRITE and receives none. If visitors must verify their email address first, Create returns
// neither a customer nor an error; the password is chosen with the verification (see completeSignUp). Invalid input is
// apperr.Invalid.
func (s *Service) Create(
	ctx context.Context, caller auth.Caller, in CreateCustomerInput,
) (*models.Customer, *CustomerToken, error) {
	byStaff := caller.Kind == auth.APIKey || caller.Kind == auth.Staff
	forStaff := in.ExternalID != nil || in.Note != nil || in.Tags != nil || in.GroupIDs != nil ||
		in.EmailVerified != nil || in.PasswordHash != nil
	if !caller.Can(models.CustomersWrite) && (byStaff || forStaff) {
		return nil, nil, apperr.Scope(string(models.CustomersWrite))
	}
	byEmail := !byStaff && s.o.EmailVerification == models.EmailVerificationRequired
	c, rest, err := s.newCustomer(ctx, caller, in, !byStaff && !byEmail)
	if err != nil {
		return nil, nil, err
	}
	if byEmail {
		return nil, nil, s.signUpByEmail(ctx, caller, in)
	}
	var slot *auth.HashSlot
	if in.Password != nil {
		if slot, err = s.o.Hasher.Reserve(caller); err != nil {
			return nil, nil, err
		}
		defer slot.Release()
	}
	var session *models.Session
	create := func() error {
		if err := checkUnique(s.db.Read(ctx), c); err != nil {
			return err
		}
		if in.Password != nil {
			hash, err := slot.Hash(ctx, *in.Password)
			if err != nil {
				return err
			}
			c.PasswordHash, c.PasswordGiven = &hash, byStaff
		}
		if rest.hash != nil {
			hash, err := s.storedHash(ctx, caller, rest.hash)
			if err != nil {
				return err
			}
			c.PasswordHash, c.PasswordGiven = &hash, true
		}
		return rest.custom.Conflict(asFieldError(s.db.InTx(ctx, func(tx *gorm.DB) error {
			if err := s.store(tx, caller, c, rest); err != nil || byStaff {
				return err
			}
			session, err = s.openSession(tx, c.ID, caller)
			return err
		})))
	}
	if byStaff {
		err = create()
	} else {
		err = s.o.Throttle.Guard(ctx, caller, create, signUps.On(caller, "", throttle.Known{})...)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("create customer: %w", err)
	}
	if session == nil {
		return c, nil, nil
	}
	token, err := s.newToken(session)
	return c, token, err
}

// rest is the data of a new customer that is stored in other tables or takes time to store.
type rest struct {
	tags    []models.CustomerTag
	groups  *groupChoice // nil for none
	custom  *customfields.Change
	hash    *passwordhash.Hash // nil if none was given
	accepts *consent.Statement // about marketing by email; nil if nothing is said
}

// newCustomer checks an input and returns a customer with it.
func (s *Service) newCustomer(
	ctx context.Context, caller auth.Caller, in CreateCustomerInput, needsPassword bool,
) (*models.Customer, rest, error) {
	var f apperr.Fields
	c, r, err := s.checkNew(ctx, caller, &f, apperr.Path{"input"}, in, needsPassword)
	if err != nil {
		return nil, rest{}, err
	}
	return c, r, f.Err()
}

// checkNew is newCustomer with an input at a path. It adds the errors to f.
func (s *Service) checkNew(
	ctx context.Context, caller auth.Caller, f *apperr.Fields, at apperr.Path, in CreateCustomerInput,
	needsPassword bool,
) (*models.Customer, rest, error) {
	now := models.At(s.o.Now())
	c := &models.Customer{
		ID: models.NewID(models.CustomerID), CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	c.EmailVerified = in.EmailVerified != nil && *in.EmailVerified
	setEmail(c, input.Email(f, at.At("email"), in.Email))
	setName(c, input.Name(f, at.At("name"), in.Name))
	c.Phone = input.Phone(f, at.At("phone"), in.Phone, "", nil)
	c.Locale = input.Locale(f, at.At("locale"), in.Locale)
	setExternalID(c, input.Optional(f, at.At("externalId"), in.ExternalID, maxExternalID))
	c.Note = input.Text(f, at.At("note"), in.Note, input.MaxNote)
	tags := checkTags(f, at.At("tags"), in.Tags)
	groups := checkGroupIDs(f, at.At("groupIds"), in.GroupIDs)
	custom, err := s.o.Fields.Check(ctx, caller, f, at.At("customFields"), models.OwnerCustomer, in.CustomFields, true)
	if err != nil {
		return nil, rest{}, err
	}
	hash := checkPasswordHash(f, at.At("passwordHash"), in.PasswordHash)
	switch {
	case in.Password != nil && in.PasswordHash != nil:
		f.Add(at.At("passwordHash"), apperr.CodeInvalid, "Give either the password or its hash, not both")
	case in.Password != nil:
		input.Password(f, at.At("password"), *in.Password, in.passwordOwner())
	case needsPassword:
		f.Add(at.At("password"), apperr.CodeRequired, input.PasswordRequired)
	}
	index(c)
	r := rest{tags: tags, groups: groups, custom: custom, hash: hash}
	wording := consent.Wording(f, at.At("marketingWording"), in.MarketingWording)
	if in.AcceptsMarketing { // false is the default, so it says nothing
		r.accepts = consent.Accepts(true)
		r.accepts.Wording = wording
	} else if wording != nil {
		f.Add(at.At("marketingWording"), apperr.CodeInvalid, "Only together with acceptsMarketing")
	}
	return c, r, nil
}

// checkUnique checks that the email address and external ID are not in use, before a password is hashed. The unique
// indexes ensure it.
func checkUnique(g *gorm.DB, c *models.Customer) error {
	q := g.Model(&models.Customer{}).Select("id", "email_key", "external_id").Where("email_key = ?", c.EmailKey)
	if c.ExternalID != nil && *c.ExternalID != "" {
		q = q.Or("external_id = ? AND external_id <> ''", *c.ExternalID) // matches the partial index
	}
	var others []models.Customer
	if err := q.Find(&others).Error; err != nil {
		return fmt.Errorf("find customers with the same email address or external ID: %w", err)
	}
	var f apperr.Fields
	for _, o := range others {
		if o.ID == c.ID {
			continue
		}
		if o.EmailKey == c.EmailKey {
			f.Add(apperr.Path{"input", "email"}, apperr.CodeEmailTaken, emailTaken)
		}
		if c.ExternalID != nil && o.ExternalID != nil && *c.ExternalID != "" && *o.ExternalID == *c.ExternalID {
			f.Add(apperr.Path{"input", "externalId"}, apperr.CodeExternalIDTaken, externalIDTaken)
		}
	}
	return f.Err()
}

// store stores a new customer that a caller creates.
func (s *Service) store(tx *gorm.DB, caller auth.Caller, c *models.Customer, r rest) error {
	by := creator(caller, c)
	c.AcceptsMarketing = false // also if the transaction is repeated
	consents, changes, err := s.recordConsent(tx, by, nil, c, r.accepts)
	if err != nil {
		return err
	}
	if err := tx.Create(c).Error; err != nil {
		return err
	}
	if err := s.addRest(tx, c.ID, r); err != nil {
		return err
	}
	if err := consents.Store(tx); err != nil {
		return err
	}
	return s.record(tx, by, entry(c, models.CustomerCreated, changes))
}

func (s *Service) addRest(tx *gorm.DB, customerID string, r rest) error {
	if err := addTags(tx, customerID, r.tags); err != nil {
		return err
	}
	if _, err := s.regroup(tx, customerID, r.groups, true); err != nil {
		return err
	}
	_, err := s.o.Fields.StoreIn(tx, customerID, r.custom)
	return err
}

func addTags(tx *gorm.DB, customerID string, tags []models.CustomerTag) error {
	if len(tags) == 0 {
		return nil
	}
	for i := range tags {
		tags[i].CustomerID = customerID
	}
	return tx.Create(&tags).Error
}
