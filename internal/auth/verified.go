package auth

import (
	"crypto/sha256"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	lru "github.com/hashicorp/golang-lru/v2"
)

// verified is a cache of tokens of customers and staff with a verified signature, by their SHA-256. Verifying a
// signature takes longer than all other checks of a token, and the result does not change. The claims are checked each
// time. The tokens themselves are not stored.
type verified struct {
	known *lru.Cache[[sha256.Size]byte, compactClaims]
}

// compactClaims is a compact form of CustomerClaims: about 100 bytes instead of 500.
type compactClaims struct {
	subject, session string
	issued, expires  int64 // seconds since 1970
	generation       int
}

// maxVerified is the maximum number of cached tokens per signer.
const maxVerified = 4096

func newVerified() verified {
	known, _ := lru.New[[sha256.Size]byte, compactClaims](maxVerified) // fails only for sizes below 1
	return verified{known}
}

// claims returns the claims of a token with a verified signature.
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

// add adds a token with a verified signature, unless it has claims that compactClaims cannot represent.
func (v verified) add(token, purpose string, c *CustomerClaims) {
	if c.IssuedAt == nil || c.ExpiresAt == nil || c.NotBefore != nil || c.ID != "" ||
		len(c.Audience) != 1 || c.Audience[0] != purpose {
		return
	}
	v.known.Add(sha256.Sum256([]byte(token)), compactClaims{
		strings.Clone(c.Subject), strings.Clone(c.SessionID), c.IssuedAt.Unix(), c.ExpiresAt.Unix(), c.Generation,
	})
}
