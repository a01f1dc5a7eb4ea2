package auth

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/internal/apperr"
)

// Secret is the shop's own key, from which one key for each purpose is derived (HKDF, RFC 5869), so that nothing signed for
// one purpose is good for another.
type Secret []byte

// Derive returns the key of a purpose.
func (s Secret) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s, nil, "clientele "+purpose, 32)
	if err != nil { // only for lengths that SHA-256 cannot give
		panic(err)
	}
	return key
}

// Issuer is the `iss` of every token.
const Issuer = "clientele"

// Clock tells the time.
type Clock func() time.Time

// The purposes of tokens, each the `aud` of its own.
const (
	ForCustomers = "customer"
	ForStaff     = "staff"
	ForQuotes    = "quote"
	ForGuests    = "guest-order"
)

// Signer signs and checks the tokens of one purpose (JWT, RFC 7519, with HS256 and nothing else: RFC 8725, section 3.1).
type Signer struct {
	purpose string
	key     []byte
	kid     string // names the key, so that it can be changed one day
	now     Clock
}

// NewSigner returns the signer of a purpose.
func NewSigner(secret Secret, purpose string, now Clock) *Signer {
	key := secret.Derive("token " + purpose)
	sum := sha256.Sum256(append([]byte("kid "), key...))
	return &Signer{purpose: purpose, key: key, kid: hex.EncodeToString(sum[:6]), now: now}
}

// Registered returns the claims that every token carries, for a token that is good until expires.
func (s *Signer) Registered(subject string, expires time.Time) jwt.RegisteredClaims {
	return jwt.RegisteredClaims{
		Issuer: Issuer, Audience: jwt.ClaimStrings{s.purpose}, Subject: subject,
		IssuedAt: jwt.NewNumericDate(s.now()), ExpiresAt: jwt.NewNumericDate(expires),
	}
}

// Sign returns the signed token of the claims.
func (s *Signer) Sign(claims jwt.Claims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
	t.Header["kid"] = s.kid
	return t.SignedString(s.key)
}

// maxToken bounds what is parsed; a quote of 100 lines with the longest texts stays below it.
const maxToken = 384 << 10

// ErrExpired says that a token was good and its time has run out; ErrInvalid that it is none of this signer's.
var (
	ErrExpired = errors.New("the token has expired")
	ErrInvalid = errors.New("the token is not valid")
)

// Read checks a token and reads its claims. It answers ErrExpired or ErrInvalid.
func (s *Signer) Read(token string, claims jwt.Claims) error {
	if len(token) > maxToken {
		return ErrInvalid
	}
	_, err := jwt.ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != s.kid {
			return nil, fmt.Errorf("the token names another key")
		}
		return s.key, nil
	}, jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(Issuer), jwt.WithAudience(s.purpose),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(5*time.Second), jwt.WithStrictDecoding(), jwt.WithTimeFunc(s.now))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jwt.ErrTokenExpired) && !errors.Is(err, jwt.ErrTokenInvalidAudience) && !errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return ErrExpired
	}
	return ErrInvalid
}

// CustomerClaims are the claims of a customer token: the customer is the subject.
type CustomerClaims struct {
	jwt.RegisteredClaims
	SessionID string `json:"sid"`
}

// refuse returns the answer to a token that is not good.
func refuse(reason apperr.Reason) error {
	message := map[apperr.Reason]string{
		apperr.Expired:      "the token has expired: log in again",
		apperr.Revoked:      "the token was ended: log in again",
		apperr.InvalidToken: "the token is not one of this shop's",
	}[reason]
	return &apperr.Error{Kind: apperr.Unauthenticated, Reason: reason, Message: message}
}

func reasonOf(err error) apperr.Reason {
	if errors.Is(err, ErrExpired) {
		return apperr.Expired
	}
	return apperr.InvalidToken
}
