package events

import "clientele/models"

var exportRows = map[string][]row{
	"exportPersonalData": {{call: func(_ *shop, by caller) call {
		return call{
			field: quoted(`exportPersonalData(customerId: %s)`, by.account.id),
			bad:   `exportPersonalData(customerId: "customer_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.JobCreated, "@job.id", by.account.id, 0, "kind format").hide()},
		}
	}}},
	"requestDataExport": {
		{call: func(s *shop, by caller) call {
			s.verify(by.account)
			return call{
				field: `requestDataExport`,
				want:  []event{by.did(models.JobCreated, newestJob, by.account.id, 0, "kind format").hide()},
			}
		}},
		{name: "without a verified address", call: func(*shop, caller) call {
			return call{field: `requestDataExport`, code: "EMAIL_UNVERIFIED"}
		}},
	},
	"openDataExport": {{emails: true, call: func(s *shop, by caller) call {
		a := s.withSession(by)
		s.verify(a)
		s.Send(a.headers, `mutation { requestDataExport { userErrors { code } } }`, nil).OK()
		token := s.emailed(a.email, "Your data", "/data-export")
		return call{field: quoted(`openDataExport(token: %s)`, token), bad: quoted(`openDataExport(token: %s)`, token+"x")}
	}}},
}

// verify marks the email address of a customer as verified.
func (s *shop) verify(a account) {
	s.T.Helper()
	s.Send(s.key.headers, quoted(`mutation { updateCustomer(id: %s, input: { emailVerified: true }) { userErrors { code } } }`, a.id), nil).OK()
}
