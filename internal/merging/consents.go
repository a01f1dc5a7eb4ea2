package merging

import (
	"fmt"

	"gorm.io/gorm"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/events"
	"clientele/models"
)

// mergeConsents moves the merged customer's statements about marketing, which are then proof of the past, and makes the
// stricter state of each channel the current one. It returns the changes of states, to be recorded.
func (s *Service) mergeConsents(tx *gorm.DB, caller auth.Caller, p *accounts.Pair) (events.Changes, error) {
	var rows []*models.MarketingConsent
	ids := []string{p.Keep.ID, p.Merged.ID}
	q := tx.Where("current AND customer_id IS NOT NULL").Where(s.db.In("customer_id", ids))
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the marketing consent of customers: %w", err)
	}
	current := map[string]map[models.MarketingChannel]*models.MarketingConsent{p.Keep.ID: {}, p.Merged.ID: {}}
	for _, row := range rows {
		current[*row.CustomerID][row.Channel] = row
	}
	if len(current[p.Merged.ID]) == 0 {
		return nil, nil
	}
	var changes events.Changes
	var added []*models.MarketingConsent
	for _, channel := range models.MarketingChannels() {
		keep, merged := current[p.Keep.ID][channel], current[p.Merged.ID][channel]
		if merged == nil || keep != nil && models.Stricter(keep.State, merged.State) == keep.State {
			continue
		}
		row := &models.MarketingConsent{
			ID: models.NewID(models.ConsentID), CustomerID: &p.Keep.ID, Channel: channel, State: merged.State,
			At: models.At(s.o.Now()), Source: models.FromMerge, Current: true, ActorKind: models.BySystem,
		}
		var before *string
		if keep != nil {
			text := string(keep.State)
			before = &text
		}
		after := string(row.State)
		changes.Text("marketing."+string(channel), before, &after)
		added = append(added, row)
		current[p.Keep.ID][channel] = row
	}
	email := current[p.Keep.ID][models.ByEmail]
	p.Keep.AcceptsMarketing = email != nil && email.State == models.Subscribed
	all := tx.Model(&models.MarketingConsent{})
	if err := all.Where("customer_id = ?", p.Merged.ID).
		UpdateColumns(map[string]any{"customer_id": p.Keep.ID, "current": false}).Error; err != nil {
		return nil, err
	}
	for _, row := range added {
		err := tx.Model(&models.MarketingConsent{}).
			Where("customer_id = ? AND channel = ? AND current", p.Keep.ID, row.Channel).
			UpdateColumn("current", false).Error
		if err != nil {
			return nil, err
		}
		if err := tx.Create(row).Error; err != nil {
			return nil, err
		}
	}
	return changes, nil
}
