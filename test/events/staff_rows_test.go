package events

import (
	"clientele/models"
	"clientele/test/apptest"
)

var staffRows = map[string][]row{
	"createFirstStaffMember": {{only: []string{visitor}, why: "only one call succeeds", call: func(s *shop, _ caller) call {
		token := s.FirstToken()
		s.keep(token)
		in := `input: { email: "owner@shop.example", name: "Olga", password: ` + apptest.Quote(password) + ` })`
		who := actor{models.ByStaff, "@staffMember.id"}
		return call{
			field: quoted(`createFirstStaffMember(token: %s, `, token) + in,
			bad:   `createFirstStaffMember(token: "x", ` + in,
			want: []event{
				{models.StaffMemberCreated, "@staffMember.id", "", who, 1, "email name role", false},
				{models.StaffMemberLoggedIn, "@staffMember.id", "", who, 1, "", false},
			},
		}
	}}},
	"staffLogin": {
		{call: func(s *shop, _ caller) call {
			m := s.member("OWNER")
			return call{
				field: quoted(`staffLogin(email: %s, password: %s)`, m.account.email, password),
				bad:   quoted(`staffLogin(email: %s, password: %s)`, s.email(), password),
				want:  []event{m.did(models.StaffMemberLoggedIn, m.actor.id, "", 2, "")},
			}
		}},
		{name: "with a wrong password", alone: "a login that fails changes nothing", call: func(s *shop, by caller) call {
			m := s.member("OWNER")
			return call{
				field: quoted(`staffLogin(email: %s, password: "wrong horse")`, m.account.email), code: "INVALID_CREDENTIALS",
				want: []event{by.did(models.StaffMemberLoginFailed, m.actor.id, "", 2, "")},
			}
		}},
	},
	"requestStaffPasswordReset": {{quiet: onlyEmail, call: func(s *shop, _ caller) call {
		m := s.member("OWNER")
		return call{
			field: quoted(`requestStaffPasswordReset(email: %s)`, m.account.email), bad: `requestStaffPasswordReset(email: "x")`,
		}
	}}},
	"acceptStaffInvitation": {{call: func(s *shop, _ caller) call {
		id, token := s.invite("SUPPORT")
		m := caller{actor: actor{models.ByStaff, id}}
		return call{
			field: quoted(`acceptStaffInvitation(token: %s, password: %s)`, token, password),
			bad:   quoted(`acceptStaffInvitation(token: %s, password: "short")`, token),
			want: []event{
				m.did(models.StaffMemberInvitationAccepted, id, "", 2, "password"),
				m.did(models.StaffMemberLoggedIn, id, "", 2, ""),
			},
		}
	}}},
	"changeStaffPassword": {{call: func(s *shop, _ caller) call {
		m := s.member("SUPPORT")
		return call{
			as:    &m,
			field: quoted(`changeStaffPassword(currentPassword: %s, newPassword: %s)`, password, password),
			bad:   quoted(`changeStaffPassword(currentPassword: "wrong horse", newPassword: %s)`, password),
			want: []event{
				m.did(models.StaffMemberPasswordChanged, m.actor.id, "", 3, "password"),
				m.did(models.StaffMemberLoggedIn, m.actor.id, "", 3, ""),
			},
		}
	}}},
	"staffLogout": {
		{call: func(s *shop, _ caller) call {
			m := s.member("SUPPORT")
			return call{as: &m, field: `staffLogout`, want: []event{m.did(models.StaffMemberLoggedOut, m.actor.id, "", 2, "")}}
		}},
		{name: "everywhere", call: func(s *shop, _ caller) call {
			m := s.member("SUPPORT")
			return call{as: &m, field: `staffLogout(everywhere: true)`, want: []event{m.did(models.StaffMemberLoggedOut, m.actor.id, "", 2, "")}}
		}},
	},
	"createStaffMember": {{call: func(s *shop, by caller) call {
		return call{
			field: quoted(`createStaffMember(input: { email: %s, name: "Mia", role: SUPPORT })`, s.email()),
			bad:   `createStaffMember(input: { email: "x", name: "Mia", role: SUPPORT })`,
			want: []event{
				by.did(models.StaffMemberCreated, "@staffMember.id", "", 1, "email name role"),
				by.did(models.StaffMemberInvited, "@staffMember.id", "", 1, ""),
			},
		}
	}}},
	"inviteStaffMember": {{call: func(s *shop, by caller) call {
		m := s.member("SUPPORT")
		return call{
			field: quoted(`inviteStaffMember(id: %s)`, m.actor.id),
			bad:   `inviteStaffMember(id: "staff_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.StaffMemberInvited, m.actor.id, "", 3, "")},
		}
	}}},
	"updateStaffMember": {{call: func(s *shop, by caller) call {
		m := s.member("SUPPORT")
		return call{
			field: quoted(`updateStaffMember(id: %s, input: { name: "Mia", role: READ_ONLY })`, m.actor.id),
			bad:   quoted(`updateStaffMember(id: %s, input: { name: "" })`, m.actor.id),
			want:  []event{by.did(models.StaffMemberUpdated, m.actor.id, "", 3, "name role")},
		}
	}}},
	"removeStaffMember": {
		{call: func(s *shop, by caller) call {
			m := s.member("SUPPORT")
			return call{
				field: quoted(`removeStaffMember(id: %s)`, m.actor.id),
				bad:   `removeStaffMember(id: "staff_01m8910q8we07s1ykrvtcffye5")`,
				want:  []event{by.did(models.StaffMemberRemoved, m.actor.id, "", 0, "email name role")},
			}
		}},
		{name: "with API keys", call: func(s *shop, by caller) call {
			m := s.member("OWNER")
			kept, revoked := s.apiKey(m.headers), s.apiKey(m.headers)
			return call{
				field: quoted(`removeStaffMember(id: %s, keepKeys: [%s])`, m.actor.id, kept),
				bad:   quoted(`removeStaffMember(id: %s)`, m.actor.id),
				want: []event{
					by.did(models.StaffMemberRemoved, m.actor.id, "", 0, "email name role"),
					by.did(models.APIKeyRevoked, revoked, "", 0, "name scopes"),
				},
			}
		}},
	},
}

var keyRows = map[string][]row{
	"createApiKey": {{call: func(_ *shop, by caller) call {
		return call{
			field: `createApiKey(input: { name: "Reports", scopes: [ORDERS_READ] })`,
			bad:   `createApiKey(input: { name: "", scopes: [] })`,
			want:  []event{by.did(models.APIKeyCreated, "@apiKey.id", "", 0, "name scopes")},
		}
	}}},
	"revokeApiKey": {{call: func(s *shop, by caller) call {
		id := s.apiKey(s.key.headers)
		return call{
			field: quoted(`revokeApiKey(id: %s)`, id),
			bad:   `revokeApiKey(id: "key_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.APIKeyRevoked, id, "", 0, "name scopes")},
		}
	}}},
}

// invite creates a member who has not accepted the invitation, and returns the id and the token.
func (s *shop) invite(role string) (id, token string) {
	s.T.Helper()
	a := s.Send(s.staffOwner().headers, `mutation($e: String!, $r: StaffRole!) { createStaffMember(input: { email: $e, name: "Member", role: $r }) {
		staffMember { id } invitationToken userErrors { code field message } } }`, apptest.Vars{"e": s.email(), "r": role}).OK()
	id, token = a.Text("createStaffMember.staffMember.id"), a.Text("createStaffMember.invitationToken")
	s.keep(token)
	return id, token
}

// member creates a member who has accepted the invitation, at version 2.
func (s *shop) member(role string) caller {
	s.T.Helper()
	id, token := s.invite(role)
	a := s.Send(s.from(), `mutation($t: String!, $p: String!) { acceptStaffInvitation(token: $t, password: $p) {
		staffToken { accessToken } staffMember { id email } userErrors { code field message } } }`, apptest.Vars{"t": token, "p": password}).OK()
	headers := a.Bearer("acceptStaffInvitation")
	s.keep(headers["Authorization"])
	return caller{
		kind: member, headers: headers.With(s.from()), actor: actor{models.ByStaff, id},
		account: account{email: a.Text("acceptStaffInvitation.staffMember.email")},
	}
}

// apiKey creates an API key.
func (s *shop) apiKey(by apptest.Headers) string {
	s.T.Helper()
	a := s.Send(by, `mutation { createApiKey(input: { name: "Reports", scopes: [ORDERS_READ] }) { apiKey { id } secret userErrors { code field message } } }`, nil).OK()
	s.keep(a.Text("createApiKey.secret"))
	return a.Text("createApiKey.apiKey.id")
}
