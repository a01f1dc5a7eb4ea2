package auth

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/internal/apperr"
)

// Secret is the shop's secret. A separate key is derived from it for each purpose (HKDF, RFC 5869), so that a signature
// for one purpose is not valid for another.
type Secret []byte

// Derive returns the key for a purpose.
func (s Secret) Derive(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, s, nil, "clientele "+purpose, 32)
	if err != nil { // only for lengths that SHA-256 does not support
		panic(err)
	}
	return key
}

// Issuer is the "iss" claim of all tokens.
const Issuer = "clientele"

// Clock returns the current time.
type Clock func() time.Time

// The purposes of tokens, which are their "aud" claims.
const (
	ForCustomers = "customer"
	ForStaff     = "staff"
	ForQuotes    = "quote"
	ForGuests    = "guest-order"
	ForDevices   = "staff-device"
	ForLinks     = "staff-link"
)

// Signer signs and verifies the tokens of one purpose (JWT, RFC 7519). Each key is used with one algorithm only, HS256
// or EdDSA, regardless of a token's header (RFC 8725, section 3.1).
type Signer struct {
	purpose string
	signing signingKey
	keys    map[string]signingKey // by kid
	public  []JWK                 // the public keys of KeySet
	now     Clock
	parser  *jwt.Parser
	claims  *jwt.Validator // checks claims by the rules of the parser
	known   verified
}

// signingKey is a key with its algorithm.
type signingKey struct {
	kid    string
	method jwt.SigningMethod
	sign   any
	verify any
}

// NewSigner returns a signer for a purpose that uses HS256. Tokens signed with an earlier secret remain valid.
func NewSigner(secret Secret, purpose string, now Clock, earlier ...Secret) *Signer {
	rules := []jwt.ParserOption{
		jwt.WithIssuer(Issuer), jwt.WithAudience(purpose),
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg(), jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(5 * time.Second),
		jwt.WithStrictDecoding(), jwt.WithTimeFunc(now),
	}
	s := &Signer{
		purpose: purpose, keys: map[string]signingKey{}, now: now, signing: hmacKey(secret, purpose),
		parser: jwt.NewParser(rules...), claims: jwt.NewValidator(rules...), known: newVerified(),
	}
	for _, each := range append([]Secret{secret}, earlier...) {
		s.accept(hmacKey(each, purpose))
	}
	return s
}

// NewPublicSigner returns a signer for a purpose that uses EdDSA (RFC 8037). Other services can verify its tokens with
// its KeySet. Tokens of NewSigner with the same secrets are valid as well, so that a shop can switch to EdDSA without
// ending sessions.
func NewPublicSigner(secret Secret, purpose string, now Clock, earlier ...Secret) *Signer {
	s := NewSigner(secret, purpose, now, earlier...)
	s.signing = ed25519Key(secret, purpose)
	s.publish(append([]Secret{secret}, earlier...))
	return s
}

func (s *Signer) accept(key signingKey) { s.keys[key.kid] = key }

func (s *Signer) publish(secrets []Secret) {
	for _, secret := range secrets {
		key := ed25519Key(secret, s.purpose)
		if _, known := s.keys[key.kid]; known {
			continue
		}
		s.accept(key)
		s.public = append(s.public, newJWK(key.kid, key.verify.(ed25519.PublicKey)))
	}
}

func hmacKey(secret Secret, purpose string) signingKey {
	key := secret.Derive("token " + purpose)
	sum := sha256.Sum256(append([]byte("kid "), key...))
	return signingKey{kid: hex.EncodeToString(sum[:6]), method: jwt.SigningMethodHS256, sign: key, verify: key}
}

func ed25519Key(secret Secret, purpose string) signingKey {
	private := ed25519.NewKeyFromSeed(secret.Derive("ed25519 token " + purpose))
	public := private.Public().(ed25519.PublicKey)
	return signingKey{kid: thumbprint(public), method: jwt.SigningMethodEdDSA, sign: private, verify: public}
}

// Registered returns the registered claims of a token that expires at the given time, which is truncated to seconds.
func (s *Signer) Registered(subject string, expires time.Time) jwt.RegisteredClaims {
	return jwt.RegisteredClaims{
		Issuer: Issuer, Audience: jwt.ClaimStrings{s.purpose}, Subject: subject,
		IssuedAt: jwt.NewNumericDate(s.now()), ExpiresAt: jwt.NewNumericDate(expires),
	}
}

// Sign returns a signed token with the claims.
func (s *Signer) Sign(claims jwt.Claims) (string, error) {
	t := jwt.NewWithClaims(s.signing.method, claims)
	t.Header["kid"] = s.signing.kid
	t.Header["typ"] = s.purpose + "+jwt" // for services that use the KeySet (RFC 8725, section 3.11); Read checks "aud"
	return t.SignedString(s.signing.sign)
}

// MaxToken is the maximum length of a token in bytes. Longer ones are not valid, so nobody must issue them.
const MaxToken = 384 << 10

// The errors of Signer.Read.
var (
	ErrExpired = errors.New("token has expired")
	ErrInvalid = errors.New("token is not valid")
)

// Read verifies a token and reads its claims. It returns ErrExpired for an otherwise valid token that has expired, and
// ErrInvalid for any other token that is not valid.
func (s *Signer) Read(token string, claims jwt.Claims) error {
	if len(token) > MaxToken {
		return ErrInvalid
	}
	err := s.verify(token, claims)
	switch {
	case err == nil:
		return s.checkExpiry(claims)
	case errors.Is(err, jwt.ErrTokenInvalidAudience) || errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return ErrInvalid
	case errors.Is(err, jwt.ErrTokenExpired):
		return ErrExpired
	}
	return ErrInvalid
}

// checkExpiry returns ErrExpired if the claims have expired, without the parser's leeway. The leeway is for tokens that
// were issued by a server with a fast clock, and should not extend the life of tokens.
func (s *Signer) checkExpiry(claims jwt.Claims) error {
	expires, err := claims.GetExpirationTime()
	switch {
	case err != nil || expires == nil:
		return ErrInvalid
	case !s.now().Before(expires.Time):
		return ErrExpired
	}
	return nil
}

// verify verifies a token and reads its claims. If the signature has been verified before, it only checks the claims.
func (s *Signer) verify(token string, claims jwt.Claims) error {
	session, cached := claims.(*CustomerClaims)
	if cached {
		if known, ok := s.known.claims(token, s.purpose); ok {
			*session = known
			return s.claims.Validate(session)
		}
	}
	_, err := s.parser.ParseWithClaims(token, claims, s.keyOf)
	if err == nil && cached {
		s.known.add(token, s.purpose, session)
	}
	return err
}

// keyOf returns the key for a token's kid. The token must have the key's algorithm, because otherwise an attacker could
// sign tokens by HS256 with a public key as the secret.
func (s *Signer) keyOf(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	key, ok := s.keys[kid]
	if !ok {
		return nil, fmt.Errorf("unknown key ID")
	}
	if t.Method.Alg() != key.method.Alg() {
		return nil, fmt.Errorf("algorithm does not match the key")
	}
	return key.verify, nil
}

// CustomerClaims are the claims of a customer or staff token. The customer or member of staff is the subject.
type CustomerClaims struct {
	jwt.RegisteredClaims
	SessionID string `json:"sid"`
	// Generation is the generation of the refresh token that was issued with a customer token; 0 for staff.
	Generation int `json:"gen,omitempty"`
}

// LinkClaims are the claims of a token that is emailed to a member of staff, who is the subject.
type LinkClaims struct {
	jwt.RegisteredClaims
	Stamp string `json:"stp"` // changes when the token must no longer be accepted
}

// refuse returns the Unauthenticated error for a token.
func refuse(reason apperr.Reason) error {
	message := map[apperr.Reason]string{
		apperr.Expired:      "The token has expired. Refresh it or log in again.",
		apperr.Revoked:      "The token has been revoked. Log in again.",
		apperr.InvalidToken: "The token is not valid",
	}[reason]
	return &apperr.Error{Kind: apperr.Unauthenticated, Reason: reason, Message: message}
}

// Ended returns the error for a token whose session ended during the request.
func Ended() error { return refuse(apperr.Revoked) }
