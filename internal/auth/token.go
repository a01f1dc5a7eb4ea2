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
	ForDevices   = "staff-device"
)

// Signer signs and checks the tokens of one purpose (JWT, RFC 7519). Each key has one algorithm, HS256 or EdDSA, whatever a
// token's header says (RFC 8725, section 3.1).
type Signer struct {
	purpose string
	signing signingKey
	keys    map[string]signingKey // by the kid that a token names
	public  []JWK                 // what others check tokens with
	now     Clock
	parser  *jwt.Parser
	claims  *jwt.Validator // the parser's own rules of claims
	known   verified
}

// signingKey is a key with its algorithm.
type signingKey struct {
	kid    string
	method jwt.SigningMethod
	sign   any
	verify any
}

// NewSigner returns the signer of a purpose, with HS256. What was signed by an earlier secret is still good.
func NewSigner(secret Secret, purpose string, now Clock, earlier ...Secret) *Signer {
	rules := []jwt.ParserOption{
		jwt.WithIssuer(Issuer), jwt.WithAudience(purpose), jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg(), jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(5 * time.Second), jwt.WithStrictDecoding(), jwt.WithTimeFunc(now),
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

// NewPublicSigner returns the signer of a purpose, with EdDSA (RFC 8037): others can check its tokens by its KeySet. Tokens of
// NewSigner with the same secrets are good as well, so that a shop can go from one to the other without signing anybody out.
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
		if _, twice := s.keys[key.kid]; twice {
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

// Registered returns the claims that every token carries, for a token that is good until expires, in whole seconds: ExpiresAt
// says when it ends.
func (s *Signer) Registered(subject string, expires time.Time) jwt.RegisteredClaims {
	return jwt.RegisteredClaims{
		Issuer: Issuer, Audience: jwt.ClaimStrings{s.purpose}, Subject: subject,
		IssuedAt: jwt.NewNumericDate(s.now()), ExpiresAt: jwt.NewNumericDate(expires),
	}
}

// Sign returns the signed token of the claims.
func (s *Signer) Sign(claims jwt.Claims) (string, error) {
	t := jwt.NewWithClaims(s.signing.method, claims)
	t.Header["kid"] = s.signing.kid
	t.Header["typ"] = s.purpose + "+jwt" // for those who check with a key set (RFC 8725, section 3.11); here the kid has one purpose
	return t.SignedString(s.signing.sign)
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
	err := s.check(token, claims)
	switch {
	case err == nil:
		return s.ended(claims)
	case errors.Is(err, jwt.ErrTokenExpired) && !errors.Is(err, jwt.ErrTokenInvalidAudience) && !errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return ErrExpired
	}
	return ErrInvalid
}

// ended answers ErrExpired from the moment on that a token names: the parser's leeway is for tokens of a server whose clock
// is ahead, and would let every token live longer than it says.
func (s *Signer) ended(claims jwt.Claims) error {
	ends, err := claims.GetExpirationTime()
	switch {
	case err != nil || ends == nil:
		return ErrInvalid
	case !s.now().Before(ends.Time):
		return ErrExpired
	}
	return nil
}

// check checks a token, of one whose signature is known only its claims.
func (s *Signer) check(token string, claims jwt.Claims) error {
	who, ofSession := claims.(*CustomerClaims)
	if ofSession {
		if known, ok := s.known.claims(token, s.purpose); ok {
			*who = known
			return s.claims.Validate(who)
		}
	}
	_, err := s.parser.ParseWithClaims(token, claims, s.keyOf)
	if err == nil && ofSession {
		s.known.add(token, s.purpose, who)
	}
	return err
}

// keyOf returns the key that a token names, if the token is of that key's algorithm: else whoever knows a public key could
// sign with it as if it were a secret.
func (s *Signer) keyOf(t *jwt.Token) (any, error) {
	kid, _ := t.Header["kid"].(string)
	key, ok := s.keys[kid]
	if !ok {
		return nil, fmt.Errorf("the token names another key")
	}
	if t.Method.Alg() != key.method.Alg() {
		return nil, fmt.Errorf("the token's key has another algorithm")
	}
	return key.verify, nil
}

// CustomerClaims are the claims of a customer token: the customer is the subject.
type CustomerClaims struct {
	jwt.RegisteredClaims
	SessionID string `json:"sid"`
	// Generation is the one of the refresh token that came with a customer token; 0 for staff.
	Generation int `json:"gen,omitempty"`
}

// refuse returns the answer to a token that is not good.
func refuse(reason apperr.Reason) error {
	message := map[apperr.Reason]string{
		apperr.Expired:      "the token has expired: refresh it or log in again",
		apperr.Revoked:      "the token was ended: log in again",
		apperr.InvalidToken: "the token is not one of this shop's",
	}[reason]
	return &apperr.Error{Kind: apperr.Unauthenticated, Reason: reason, Message: message}
}

// Ended is the answer to a token whose session ended while the request ran.
func Ended() error { return refuse(apperr.Revoked) }
