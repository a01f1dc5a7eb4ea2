package accounts

import (
	"gorm.io/gorm"

	"clientele/internal/consent"
	"clientele/models"
)

// openConsents reads what is known about the consent of customers to marketing, if records change anything about it or
// verify email addresses: with at most three statements, and none for records that say what is stored.
func (u *upsert) openConsents(g *gorm.DB) (err error) {
	var of consent.People
	seen := map[string]bool{}
	for _, r := range u.records {
		t, key := u.target(r), u.key(r)
		again := key != "" && seen[key]
		seen[key] = true
		if key == "" || !again && !u.concernsConsent(r, t) {
			continue
		}
		if t != nil && t.stored != nil {
			of.Customers = append(of.Customers, t.c.ID)
		}
		if t != nil {
			of.Emails = append(of.Emails, t.c.EmailKey)
		}
		if r.email != "" {
			of.Emails = append(of.Emails, r.email)
		}
		of.Adopts = of.Adopts || u.o.DryRun == nil && isTrue(r.in.EmailVerified)
	}
	if len(of.Customers) == 0 && len(of.Emails) == 0 {
		return nil
	}
	if u.consents, err = u.s.consents.Open(g, u.caller, models.FromImport, of); err != nil {
		return err
	}
	u.recallConsents(of)
	return nil
}

// concernsConsent reports whether a record changes the consent of its customer, or verifies the email address. t is the
// customer as stored, or nil.
func (u *upsert) concernsConsent(r *upsertRecord, t *upserted) bool {
	accepts, verified := r.in.AcceptsMarketing, isTrue(r.in.EmailVerified)
	if t == nil {
		return isTrue(accepts) || verified
	}
	return accepts.IsSet() && isTrue(accepts) != t.c.AcceptsMarketing ||
		verified && (!t.c.EmailVerified || r.email != "" && r.email != t.c.EmailKey)
}

// consentPrefix begins the keys of email addresses about which earlier batches of a dry run have made a statement.
const consentPrefix = "marketing="

// recallConsents makes the book know what earlier batches of the dry run would have stored.
func (u *upsert) recallConsents(of consent.People) {
	if u.o.DryRun == nil {
		return
	}
	for _, email := range of.Emails {
		if state := u.o.DryRun.Keys[consentPrefix+email]; state != "" {
			u.consents.RecallAddress(email, models.MarketingState(state))
		}
	}
	for _, t := range u.all {
		if t.recalled != nil && t.recalled.Consent != "" {
			u.consents.Recall(t.c.ID, t.recalled.Consent)
		}
	}
}
