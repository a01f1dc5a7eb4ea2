package apptest

// RequestPasswordReset requests an email with a password reset link.
const RequestPasswordReset = `mutation($e: String!) { requestPasswordReset(email: $e) { emailSent userErrors { code } } }`

// RequestLoginCode requests an email with a login code.
const RequestLoginCode = `mutation($e: String!) { requestLoginCode(email: $e) { emailSent userErrors { code } } }`

// RequestEmailVerification requests an email with a verification link.
const RequestEmailVerification = `mutation { requestEmailVerification { emailSent userErrors { code } } }`

// VerifyEmail verifies an email address; its result has the alias done.
const VerifyEmail = `mutation($t: String!, $p: String) { done: verifyEmail(token: $t, password: $p) { ` + SignedIn

// SignedIn selects the fields of a payload that signs a customer in.
const SignedIn = `customer { id email hasPassword emailVerified } customerToken { accessToken } userErrors { code field message } } }`

// RefreshToken exchanges a refresh token.
const RefreshToken = `mutation($t: String!) { refreshToken(refreshToken: $t) { customer { id } customerToken { accessToken refreshToken expiresAt refreshExpiresAt } userErrors { code field message } } }`

// TokenWorks reports whether a customer token is valid.
func (p *Program) TokenWorks(as Headers) bool {
	p.T.Helper()
	a := p.Send(as, `{ me { id } }`, nil)
	if code := a.ErrorCode(); code != "" && code != "UNAUTHENTICATED" {
		p.T.Fatal(a.Body)
	}
	return a.At("me.id") != nil
}
