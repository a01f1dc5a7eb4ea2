package accounts

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/customfields"
	"clientele/internal/input"
	"clientele/internal/throttle"
	"clientele/models"
)

// CreateCustomerInput is a new customer; the schema describes each member.
type CreateCustomerInput struct {
	Email            string
	Name             *string
	Phone            *string
	Password         *string
	AcceptsMarketing bool
	ExternalID       *string
	Note             *string
	Tags             []string
	EmailVerified    *bool // told by the shop, which knows the customer
	CustomFields     customfields.Values
}

// signUps paces the sign-ups of one address, those that succeed as well: each costs a hash and a row. How often an address may
// learn that an email address is taken is for throttle.Guard.
var signUps = throttle.Rule{Volume: throttle.Limit{Name: "sign-up", Failures: 60, Window: quarter}, Paced: true}

// Create makes a customer. A visitor, who needs a password, is signed in by it and gets a token; an API key or staff member
// needs CUSTOMERS_WRITE and gets none. Where visitors verify their address first, there is no customer yet, and no error: the
// password is chosen when the address is verified (see finishSignUp). Faults of the input are apperr.Invalid.
func (s *Service) Create(ctx context.Context, caller auth.Caller, in CreateCustomerInput) (*models.Customer, *CustomerToken, error) {
	byStaff := caller.Kind == auth.APIKey || caller.Kind == auth.Staff
	if !caller.Can(models.CustomersWrite) && (byStaff || in.ExternalID != nil || in.Note != nil || in.Tags != nil || in.EmailVerified != nil) {
		return nil, nil, apperr.Scope(string(models.CustomersWrite))
	}
	byMail := !byStaff && s.o.EmailVerification == models.EmailVerificationRequired
	c, rest, err := s.newCustomer(ctx, caller, in, !byStaff && !byMail)
	if err != nil {
		return nil, nil, err
	}
	if byMail {
		return nil, nil, s.signUpByMail(ctx, caller, in)
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
		if err := checkFree(s.db.Read(ctx), c); err != nil {
			return err
		}
		if in.Password != nil {
			hash, err := slot.Hash(ctx, *in.Password)
			if err != nil {
				return err
			}
			c.PasswordHash, c.PasswordGiven = &hash, byStaff
		}
		return rest.custom.Conflict(taken(s.db.InTx(ctx, func(tx *gorm.DB) error {
			if err := s.store(tx, c, rest); err != nil || byStaff {
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
		return nil, nil, fmt.Errorf("create a customer: %w", err)
	}
	if session == nil {
		return c, nil, nil
	}
	token, err := s.mint(session)
	return c, token, err
}

// rest is what is stored beside a customer's row.
type rest struct {
	tags   []models.CustomerTag
	custom *customfields.Change
}

func (s *Service) newCustomer(ctx context.Context, caller auth.Caller, in CreateCustomerInput, needsPassword bool) (*models.Customer, rest, error) {
	var f apperr.Fields
	at := apperr.Path{"input"}
	now := models.At(s.o.Now())
	c := &models.Customer{
		ID: models.NewID(models.CustomerID), AcceptsMarketing: in.AcceptsMarketing, CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	c.EmailVerified = in.EmailVerified != nil && *in.EmailVerified
	setEmail(c, input.Email(&f, at.At("email"), in.Email))
	setName(c, input.Name(&f, at.At("name"), in.Name))
	c.Phone = input.Phone(&f, at.At("phone"), in.Phone, "", nil)
	setExternalID(c, input.Optional(&f, at.At("externalId"), in.ExternalID, maxExtern))
	c.Note = input.Text(&f, at.At("note"), in.Note, input.MaxNote)
	tags := checkTags(&f, at.At("tags"), in.Tags)
	custom, err := s.o.Fields.Check(ctx, caller, &f, at.At("customFields"), models.OwnerCustomer, in.CustomFields, true)
	if err != nil {
		return nil, rest{}, err
	}
	switch {
	case in.Password != nil:
		input.Password(&f, at.At("password"), *in.Password, in.passwordOwner())
	case needsPassword:
		f.Add(at.At("password"), apperr.CodeRequired, "choose a password")
	}
	index(c)
	return c, rest{tags, custom}, f.Err()
}

// checkFree tells of every identity that is taken at once, before a password is hashed. The unique indexes have the last
// word.
func checkFree(g *gorm.DB, c *models.Customer) error {
	q := g.Model(&models.Customer{}).Select("id", "email_key", "external_id").Where("email_key = ?", c.EmailKey)
	if c.ExternalID != nil && *c.ExternalID != "" {
		q = q.Or("external_id = ? AND external_id <> ''", *c.ExternalID) // as its index says
	}
	var others []models.Customer
	if err := q.Find(&others).Error; err != nil {
		return fmt.Errorf("look for an email address: %w", err)
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

func (s *Service) store(tx *gorm.DB, c *models.Customer, r rest) error {
	if err := tx.Create(c).Error; err != nil {
		return err
	}
	return s.addRest(tx, c.ID, r)
}

func (s *Service) addRest(tx *gorm.DB, customerID string, r rest) error {
	if err := addTags(tx, customerID, r.tags); err != nil {
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
