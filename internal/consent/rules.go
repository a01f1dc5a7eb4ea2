package consent

import "clientele/models"

// request is what decides which state a request to subscribe leads to.
type request struct {
	channel models.MarketingChannel
	source  models.MarketingSource
	// known is the person's state; nil without a statement.
	known *models.MarketingState
	// optedOut is set if the person's email address has unsubscribed, and nobody with the address has subscribed since.
	optedOut bool
	// verified is set if the person is a logged-in customer with a verified email address.
	verified bool
	// account is set if somebody without being logged in subscribes an address that has an account.
	account     bool
	doubleOptIn bool
}

// state returns the state that the request leads to.
//
// An import, which can be older than what is known, never subscribes anybody who has unsubscribed. People who subscribe
// to email themselves must confirm it if the shop wants double opt-in, or if the address has unsubscribed before:
// anybody can enter somebody else's address, and that must not revive what the owner withdrew. A customer with a
// verified address has confirmed that already. What the shop records, it is responsible for.
func (r request) state() models.MarketingState {
	optedOut := r.known != nil && *r.known == models.Unsubscribed || r.channel == models.ByEmail && r.optedOut
	switch r.source {
	case models.FromImport:
		if optedOut {
			return models.Unsubscribed
		}
		if r.known != nil {
			return models.Stricter(*r.known, models.Subscribed)
		}
	case models.FromSignUp, models.FromCustomer, models.FromSubscribe:
		if r.channel == models.ByEmail && (r.doubleOptIn || r.account || optedOut && !r.verified) {
			return models.Pending
		}
	}
	return models.Subscribed
}

// prevails reports whether a later statement replaces an earlier one of the same person that was made while they were
// different people for the shop: a customer and an email address, or two customers. It does if it is not less strict,
// if the person confirmed it from the mailbox, or if both are about the same email address, because then the earlier
// one was known when the later one was made. Otherwise the stricter state remains.
func prevails(later, earlier *models.MarketingConsent) bool {
	return models.Stricter(later.State, earlier.State) == later.State || later.Source == models.FromConfirmation ||
		later.EmailHash != "" && later.EmailHash == earlier.EmailHash
}
