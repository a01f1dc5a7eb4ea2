package auth

import (
	"crypto/sha256"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	lru "github.com/hashicorp/golang-lru/v2"
)

// verified are the tokens of customers and staff whose signatures were good lately, by their SHA-256: that a signature is good stays so, and checking
// it anew costs more than all else that a token is asked. Whether its claims are good now is looked at each time. The tokens
// themselves are not kept.
type verified struct {
	known *lru.Cache[[sha256.Size]byte, plain]
}

// plain are the claims that Registered makes, a hundred bytes where jwt has half a thousand.
type plain struct {
	subject, session string
	issued, expires  int64 // seconds since 1970
	generation       int
}

// remembered is how many tokens a signer remembers.
const remembered = 4096

func newVerified() verified {
	known, _ := lru.New[[sha256.Size]byte, plain](remembered) // fails for sizes below 1
	return verified{known}
}

// claims returns what a token says whose signature is known to be good.
func (v verified) claims(token, purpose string) (CustomerClaims, bool) {
	p, ok := v.known.Get(sha256.Sum256([]byte(token)))
	if !ok {
		return CustomerClaims{}, false
	}
	return CustomerClaims{SessionID: p.session, Generation: p.generation, RegisteredClaims: jwt.RegisteredClaims{
		Issuer: Issuer, Audience: jwt.ClaimStrings{purpose}, Subject: p.subject,
		IssuedAt: jwt.NewNumericDate(time.Unix(p.issued, 0)), ExpiresAt: jwt.NewNumericDate(time.Unix(p.expires, 0)),
	}}, true
}

// add remembers a token whose signature was found good, if it says no more than ours do.
func (v verified) add(token, purpose string, c *CustomerClaims) {
	if c.IssuedAt == nil || c.ExpiresAt == nil || c.NotBefore != nil || c.ID != "" || len(c.Audience) != 1 || c.Audience[0] != purpose {
		return
	}
	v.known.Add(sha256.Sum256([]byte(token)), plain{
		strings.Clone(c.Subject), strings.Clone(c.SessionID), c.IssuedAt.Unix(), c.ExpiresAt.Unix(), c.Generation,
	})
}
