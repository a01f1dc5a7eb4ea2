package apptest

import "strings"

// StaffLogin signs a staff member in.
const StaffLogin = `mutation($e: String!, $p: String!) { staffLogin(email: $e, password: $p) { staffToken { accessToken } staffMember { id role } userErrors { code field message } } }`

// SignInOwner creates the first staff member on the command line, signs in and returns the headers.
func (p *Program) SignInOwner() Headers {
	p.T.Helper()
	p.CommandWith("owner's password", "staff", "create", "--email", "olga@shop.example", "--name", "Olga")
	return p.Send(nil, StaffLogin, Vars{"e": "Olga@Shop.example", "p": "owner's password"}).OK().Bearer("staffLogin")
}

// CreateMember invites a staff member, accepts the invitation and returns the ID and headers.
func (p *Program) CreateMember(as Headers, email, role string) (string, Headers) {
	p.T.Helper()
	a := p.Send(as, `mutation($e: String!, $r: StaffRole!) { createStaffMember(input: { email: $e, name: "Member", role: $r }) { staffMember { id invited } invitationToken userErrors { code field message } } }`, Vars{"e": email, "r": role}).OK()
	token := a.Text("createStaffMember.invitationToken")
	accepted := p.Send(nil, `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "member's password") { staffToken { accessToken } staffMember { invited } userErrors { code field message } } }`, Vars{"t": token}).OK()
	if again := p.Send(nil, `mutation($t: String!) { acceptStaffInvitation(token: $t, password: "thief's password") { userErrors { code } } }`, Vars{"t": token}); !strings.Contains(again.Body, "INVITATION_INVALID") {
		p.T.Errorf("an invitation was accepted twice: %s", again.Body)
	}
	return a.Text("createStaffMember.staffMember.id"), accepted.Bearer("acceptStaffInvitation")
}

// Bearer returns headers with the staff token of a payload.
func (a *Response) Bearer(root string) Headers {
	a.T.Helper()
	return Headers{"Authorization": "Bearer " + a.Text(root+".staffToken.accessToken")}
}
