package accounts

import (
	"fmt"
	"slices"
	"strconv"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/internal/onetime"
	"clientele/models"
)

// Pair is two customers of which one is merged into the other, with their tags and groups.
type Pair struct {
	Keep, Merged             *models.Customer // nil if there is no such customer
	KeepTags, MergedTags     []models.CustomerTag
	KeepGroups, MergedGroups []models.CustomerGroup

	before models.Customer // Keep as it is stored
}

// ReadPair reads two different customers. With lock, it locks their rows in the order of their IDs until the
// transaction ends, so that concurrent merges wait for each other.
func (s *Service) ReadPair(g *gorm.DB, keepID, mergedID string, lock bool) (*Pair, error) {
	q, ids := g, []string{keepID, mergedID}
	if lock {
		q = db.ForUpdate(g)
	}
	var rows []*models.Customer
	if err := q.Where(s.db.In("id", ids)).Order("id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read customers %s and %s: %w", keepID, mergedID, err)
	}
	p := &Pair{}
	for _, c := range rows {
		if c.ID == keepID {
			p.Keep, p.before = c, *c
		} else {
			p.Merged = c
		}
	}
	var tags []models.CustomerTag
	if err := g.Where(s.db.In("customer_id", ids)).Order("position").Find(&tags).Error; err != nil {
		return nil, fmt.Errorf("read tags: %w", err)
	}
	for _, tag := range tags {
		if tag.CustomerID == keepID {
			p.KeepTags = append(p.KeepTags, tag)
		} else {
			p.MergedTags = append(p.MergedTags, tag)
		}
	}
	groups, err := s.groupsOf(g, ids)
	if err != nil {
		return nil, err
	}
	p.KeepGroups, p.MergedGroups = groups[keepID], groups[mergedID]
	return p, nil
}

// pairField is a field that the remaining customer can take from the merged one.
type pairField struct {
	name string
	text func(*models.Customer) *string
	take func(keep, merged *models.Customer)
}

// pairFields are the fields that can be taken, in the order in which they are shown.
var pairFields = []pairField{
	{"email", func(c *models.Customer) *string { return &c.Email }, func(keep, merged *models.Customer) {
		if keep.EmailKey != merged.EmailKey {
			keep.EmailVerified, keep.PasswordGiven = merged.EmailVerified, false // both refer to the address
		}
		keep.Email, keep.EmailKey, keep.EmailFold = merged.Email, merged.EmailKey, merged.EmailFold
	}},
	{"name", func(c *models.Customer) *string { return c.Name }, func(keep, merged *models.Customer) {
		setName(keep, merged.Name)
	}},
	{"phone", func(c *models.Customer) *string { return c.Phone }, func(keep, merged *models.Customer) {
		keep.Phone = merged.Phone
	}},
	{"locale", func(c *models.Customer) *string { return c.Locale }, func(keep, merged *models.Customer) {
		keep.Locale = merged.Locale
	}},
	{"externalId", func(c *models.Customer) *string { return c.ExternalID }, func(keep, merged *models.Customer) {
		setExternalID(keep, merged.ExternalID)
	}},
	{"note", func(c *models.Customer) *string { return c.Note }, func(keep, merged *models.Customer) {
		keep.Note = merged.Note
	}},
}

// Mergeable reports whether a customer can take the field with a name from another one: see Take.
func Mergeable(field string) bool {
	return slices.ContainsFunc(pairFields, func(f pairField) bool { return f.name == field })
}

// Difference is a field in which the customers of a Pair differ.
type Difference struct {
	Field        string
	Keep, Merged *string
}

// Differences returns the fields in which the customers differ. Besides those that can be taken, these are fields that
// the merge decides itself: see Union, and package merging for the consent to marketing.
func (p *Pair) Differences() []Difference {
	var list []Difference
	add := func(field string, keep, merged *string) {
		if !same(keep, merged) {
			list = append(list, Difference{field, keep, merged})
		}
	}
	for _, f := range pairFields {
		add(f.name, f.text(p.Keep), f.text(p.Merged))
	}
	yes := func(field string, of func(*models.Customer) bool) {
		keep, merged := strconv.FormatBool(of(p.Keep)), strconv.FormatBool(of(p.Merged))
		add(field, &keep, &merged)
	}
	yes("emailVerified", func(c *models.Customer) bool { return c.EmailVerified })
	yes("acceptsMarketing", func(c *models.Customer) bool { return c.AcceptsMarketing })
	yes("disabled", (*models.Customer).Disabled)
	add("tags", events.ListText(tagNames(p.KeepTags)), events.ListText(tagNames(p.MergedTags)))
	add("groups", events.ListText(groupNames(p.KeepGroups)), events.ListText(groupNames(p.MergedGroups)))
	return list
}

// Union returns the tags of both customers: those of the remaining one, and then those that it does not have.
func (p *Pair) Union() []models.CustomerTag {
	all := slices.Clone(p.KeepTags)
	for _, tag := range p.MergedTags {
		if !slices.ContainsFunc(all, func(t models.CustomerTag) bool { return t.TagFold == tag.TagFold }) {
			all = append(all, tag)
		}
	}
	for i := range all {
		all[i].Position = i
	}
	return all
}

// unionOfGroups returns the groups of both customers, by name.
func (p *Pair) unionOfGroups() []models.CustomerGroup {
	all := slices.Clone(p.KeepGroups)
	for _, group := range p.MergedGroups {
		if !slices.ContainsFunc(all, func(g models.CustomerGroup) bool { return g.ID == group.ID }) {
			all = append(all, group)
		}
	}
	byName(all)
	return all
}

// Check adds the reasons why the customers cannot be merged, at the paths of the arguments.
func (p *Pair) Check(f *apperr.Fields, keep, merged apperr.Path) {
	for _, one := range []struct {
		at apperr.Path
		c  *models.Customer
	}{{keep, p.Keep}, {merged, p.Merged}} {
		if one.c.ErasureRequestedAt != nil {
			f.Add(one.at, apperr.CodeStepNotAllowed, "The customer has requested the erasure of personal data")
		}
	}
	if len(p.Union()) > maxTags {
		f.Add(merged, apperr.CodeLimitReached, tooManyTags)
	}
	if len(p.unionOfGroups()) > maxGroups {
		f.Add(merged, apperr.CodeLimitReached, tooManyGroups)
	}
}

// Take gives the remaining customer the value that the merged one has of a field: see Mergeable.
func (p *Pair) Take(field string) {
	for _, f := range pairFields {
		if f.name == field {
			f.take(p.Keep, p.Merged)
		}
	}
}

// EndMerged ends the sessions of the merged customer, and deletes its emailed tokens and known addresses. If the
// remaining customer takes the email address, its own end as well, since its owner may have changed. Then also a
// password ends that somebody has chosen who has never verified an address, if the new address is verified.
func (s *Service) EndMerged(tx *gorm.DB, p *Pair) error {
	ended := []string{p.Merged.ID}
	if p.Keep.EmailKey != p.before.EmailKey {
		ended = append(ended, p.Keep.ID)
		if p.Keep.EmailVerified && !p.before.EmailVerified && !p.before.PasswordGiven {
			p.Keep.PasswordHash = nil
		}
	}
	if err := tx.Where(s.db.In("customer_id", ended)).Delete(&models.Session{}).Error; err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if err := s.o.Throttle.ForgetCustomers(tx, ended); err != nil {
		return err
	}
	return onetime.DeleteForCustomers(tx, s.db, ended)
}

// joinMerged adds the remaining customer to the groups of the merged one, and returns the change. Groups that have been
// deleted meanwhile are left out.
func (s *Service) joinMerged(tx *gorm.DB, p *Pair) (events.Changes, error) {
	union := p.unionOfGroups()
	choice := &groupChoice{ids: make([]string, len(union))}
	for i, group := range union {
		choice.ids[i] = group.ID
	}
	set, err := s.loadGroups(tx, true, choice)
	if err != nil {
		return nil, err
	}
	var deleted apperr.Fields
	union = set.resolve(&deleted, choice)
	var r regrouping
	r.add(p.Keep.ID, p.KeepGroups, union)
	return groupChanges(p.KeepGroups, union), r.store(tx, s.db)
}

// StoreMerged deletes the merged customer and stores the remaining one with the tags and groups of both. It records
// that the customers were merged, with more changes and the events entries, and that the merged one was deleted.
// Everything of the merged customer must have moved before.
func (s *Service) StoreMerged(
	tx *gorm.DB, caller auth.Caller, p *Pair, more events.Changes, entries []events.Entry,
) error {
	if err := tx.Where("id = ?", p.Merged.ID).Delete(&models.Customer{}).Error; err != nil {
		return fmt.Errorf("delete customer %s: %w", p.Merged.ID, err)
	}
	tags := p.Union()
	retagged := tagChanges(p.KeepTags, tags)
	if len(retagged) > 0 {
		if err := addTags(tx, p.Keep.ID, tags[len(p.KeepTags):]); err != nil {
			return err
		}
	}
	regrouped, err := s.joinMerged(tx, p)
	if err != nil {
		return err
	}
	c := p.Keep
	index(c)
	changes := events.Changes{{Field: "mergedIds", To: &p.Merged.ID, Hidden: true}}
	changes = slices.Concat(changes, changesOf(&p.before, c), retagged, regrouped, more)
	c.Version, c.UpdatedAt = c.Version+1, models.At(s.o.Now())
	if err := db.LockedRow(tx).Model(c).Select("*").Omit("seq", "id", "created_at").Updates(c).Error; err != nil {
		return fmt.Errorf("store customer %s: %w", c.ID, err)
	}
	all := []events.Entry{entry(c, models.CustomerMerged, changes)}
	if !same(p.before.PasswordHash, c.PasswordHash) {
		all = append(all, entry(c, models.CustomerPasswordRemoved, passwordChanges()))
	}
	deleted := events.Entry{Type: models.CustomerDeleted, SubjectID: p.Merged.ID, CustomerID: p.Merged.ID}
	var b events.Batch
	b.Add(caller, c.UpdatedAt, slices.Concat(all, entries, []events.Entry{deleted})...)
	return b.Store(tx)
}
