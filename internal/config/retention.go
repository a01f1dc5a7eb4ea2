package config

import "time"

// Retention holds the ages at which personal data is erased; 0 keeps it.
type Retention struct {
	RetentionOrders   time.Duration `name:"retention-orders" default:"0"`
	RetentionInactive time.Duration `name:"retention-inactive" default:"0"`
}

// minRetention is the shortest age at which personal data can be erased. It keeps a mistyped unit, such as 720m, from
// erasing what the shop still needs.
const minRetention = 30 * 24 * time.Hour

// check validates the settings. The last activity of a customer is known from events, so those must not be deleted
// earlier than the customer.
func (r *Retention) check(historyLife time.Duration, add func(format string, args ...any)) {
	if r.RetentionOrders != 0 && r.RetentionOrders < minRetention {
		add("CLIENTELE_RETENTION_ORDERS must be 0 or at least %dh", int(minRetention.Hours()))
	}
	if r.RetentionInactive != 0 && r.RetentionInactive < minRetention {
		add("CLIENTELE_RETENTION_INACTIVE must be 0 or at least %dh", int(minRetention.Hours()))
	}
	if historyLife != 0 && historyLife < r.RetentionInactive {
		add("CLIENTELE_HISTORY_LIFE must be 0 or at least CLIENTELE_RETENTION_INACTIVE, " +
			"since the activity of customers is known from events")
	}
}
