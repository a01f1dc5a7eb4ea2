package events

import "clientele/models"

const ownHistory = "the statement itself is the record: people without an account have no history"

var consentRows = map[string][]row{
	"setMarketingConsent": {
		{call: func(_ *shop, by caller) call {
			id := by.account.id
			return call{
				field: quoted(`setMarketingConsent(customerId: %s, input: { channel: EMAIL, state: SUBSCRIBED, wording: "News" })`, id),
				bad:   quoted(`setMarketingConsent(customerId: %s, input: { channel: EMAIL, state: PENDING })`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "marketing.EMAIL acceptsMarketing")},
			}
		}},
		{name: "by another channel", call: func(_ *shop, by caller) call {
			id := by.account.id
			return call{
				field: quoted(`setMarketingConsent(customerId: %s, input: { channel: POST, state: UNSUBSCRIBED })`, id),
				want:  []event{by.did(models.CustomerUpdated, id, id, 2, "marketing.POST")},
			}
		}},
		{name: "the same", call: func(s *shop, by caller) call {
			s.subscribeCustomer(by.account.id)
			return call{field: quoted(`setMarketingConsent(customerId: %s, input: { channel: EMAIL, state: SUBSCRIBED })`, by.account.id)}
		}},
	},
	"confirmMarketingConsent": {
		{emails: true, name: "of a customer", call: func(s *shop, _ caller) call {
			a := s.signUp()
			for _, state := range []string{"SUBSCRIBED", "UNSUBSCRIBED", "SUBSCRIBED"} { // after an opt-out, it must be confirmed
				s.Send(a.headers, `mutation { setMarketingConsent(input: { channel: EMAIL, state: `+state+` }) { userErrors { code } } }`, nil).OK()
			}
			token := s.emailed(a.email, "Confirm your subscription", "/confirm-subscription")
			return call{
				field: quoted(`confirmMarketingConsent(token: %s)`, token),
				bad:   quoted(`confirmMarketingConsent(token: %s)`, token+"x"),
				want:  []event{a.did(models.CustomerUpdated, 5, "marketing.EMAIL acceptsMarketing")},
			}
		}},
		{emails: true, name: "of an address that a customer has verified", call: func(s *shop, _ caller) call {
			a := s.signUp()
			s.verify(a)
			token := s.subscribeAddress(a.email)
			return call{
				field: quoted(`confirmMarketingConsent(token: %s)`, token),
				want:  []event{a.did(models.CustomerUpdated, 3, "marketing.EMAIL acceptsMarketing")},
			}
		}},
		{emails: true, quiet: ownHistory, name: "of an address", call: func(s *shop, _ caller) call {
			return call{field: quoted(`confirmMarketingConsent(token: %s)`, s.subscribeAddress(s.signUp().email))}
		}},
	},
	"unsubscribe": {
		{call: func(s *shop, _ caller) call {
			a := s.customer()
			token := s.subscribeCustomer(a.id)
			return call{
				field: quoted(`unsubscribe(token: %s)`, token),
				bad:   quoted(`unsubscribe(token: %s)`, token+"x"),
				want:  []event{a.did(models.CustomerUpdated, 3, "marketing.EMAIL acceptsMarketing")},
			}
		}},
		{name: "again", call: func(s *shop, _ caller) call {
			token := s.subscribeCustomer(s.customer().id)
			s.Send(s.from(), quoted(`mutation { unsubscribe(token: %s) { userErrors { code } } }`, token), nil).OK()
			return call{field: quoted(`unsubscribe(token: %s)`, token)}
		}},
	},
	"subscribe": {{quiet: ownHistory, call: func(s *shop, _ caller) call {
		return call{field: quoted(`subscribe(email: %s, wording: "News")`, s.email()), bad: `subscribe(email: "x")`}
	}}},
}

// subscribeCustomer subscribes a customer as the shop, and returns the token that unsubscribes.
func (s *shop) subscribeCustomer(id string) string {
	s.T.Helper()
	return s.Send(s.key.headers, quoted(`mutation { setMarketingConsent(customerId: %s, input: { channel: EMAIL, state: SUBSCRIBED }) {
		customer { marketing { unsubscribeToken } } userErrors { code } } }`, id), nil).OK().
		Text("setMarketingConsent.customer.marketing.0.unsubscribeToken")
}

// subscribeAddress subscribes an address with an account, and returns the emailed token.
func (s *shop) subscribeAddress(email string) string {
	s.T.Helper()
	s.Send(s.from(), quoted(`mutation { subscribe(email: %s) { userErrors { code } } }`, email), nil).OK()
	return s.emailed(email, "Confirm your subscription", "/confirm-subscription")
}
