package apptest

const RequestPasswordReset = `mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`

const RequestLoginCode = `mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`

const RequestEmailVerification = `mutation { requestEmailVerification { emailSent userErrors { code } } }`

const VerifyEmail = `mutation($t: String!, $p: String) { done: verifyEmail(token: $t, password: $p) { ` + SignedIn

const SignedIn = `customer { id email hasPassword emailVerified } customerToken { accessToken } userErrors { code field message } } }`

const RefreshToken = `mutation($t: String!) { refreshToken(refreshToken: $t) { customer { id } customerToken { accessToken refreshToken expiresAt refreshExpiresAt } userErrors { code field message } } }`

// TokenWorks tells whether a customer's token is good.
func (p *Program) TokenWorks(as Headers) bool {
	p.T.Helper()
	a := p.Send(as, `{ me { id } }`, nil)
	if code := a.ErrorCode(); code != "" && code != "UNAUTHENTICATED" {
		p.T.Fatal(a.Body)
	}
	return a.At("me.id") != nil
}
