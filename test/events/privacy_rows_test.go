package events

import "clientele/models"

var privacyRows = map[string][]row{
	"requestErasure": {
		{call: func(_ *shop, by caller) call {
			return call{
				field: quoted(`requestErasure(password: %s)`, password),
				bad:   `requestErasure(password: "wrong horse")`,
				want:  []event{by.account.did(models.CustomerErasureRequested, 2, "erasureDueAt")},
			}
		}},
		{name: "again", call: func(s *shop, by caller) call {
			s.requestErasure(by.account)
			return call{field: quoted(`requestErasure(password: %s)`, password)}
		}},
	},
	"cancelErasure": {
		{call: func(s *shop, by caller) call {
			a := s.withSession(by)
			s.requestErasure(a)
			return call{
				field: quoted(`cancelErasure(customerId: %s)`, a.id),
				bad:   `cancelErasure(customerId: "customer_01m8910q8we07s1ykrvtcffye5")`,
				want:  []event{by.did(models.CustomerErasureCancelled, a.id, a.id, 3, "erasureDueAt")},
			}
		}},
		{name: "without a request", call: func(s *shop, by caller) call {
			return call{field: quoted(`cancelErasure(customerId: %s)`, s.withSession(by).id), code: "STEP_NOT_ALLOWED"}
		}},
	},
}

// requestErasure requests the erasure of a customer who is logged in.
func (s *shop) requestErasure(a account) {
	s.T.Helper()
	s.Send(a.headers, quoted(`mutation { requestErasure(password: %s) { userErrors { code } } }`, password), nil).OK()
}
