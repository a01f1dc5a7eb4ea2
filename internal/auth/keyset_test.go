package auth_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"clientele/internal/auth"
)

var (
	next    = auth.Secret("the next secret of the tests, long enough")
	foreign = auth.Secret("another shop's secret, which is long enough")
)

// keysOf loads the key set of a signer.
func keysOf(t *testing.T, s *auth.Signer) []map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	s.KeySet().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/.well-known/jwks.json", nil))
	if w.Header().Get("Cache-Control") != "public, max-age=300" || w.Header().Get("Content-Type") != "application/jwk-set+json" {
		t.Errorf("headers: %v", w.Header())
	}
	var set map[string][]map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &set); err != nil || len(set) != 1 || set["keys"] == nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return set["keys"]
}

func TestKeySet(t *testing.T) {
	if keys := keysOf(t, auth.NewSigner(secret, auth.ForCustomers, at(noon))); len(keys) != 0 {
		t.Errorf("public keys with HS256: %v, want none", keys)
	}
	one := keysOf(t, auth.NewPublicSigner(secret, auth.ForCustomers, at(noon)))
	if len(one) != 1 {
		t.Fatal(one)
	}
	key := one[0]
	public, err := base64.RawURLEncoding.DecodeString(key["x"])
	if err != nil || len(public) != ed25519.PublicKeySize || key["kty"] != "OKP" || key["crv"] != "Ed25519" ||
		key["alg"] != "EdDSA" || key["use"] != "sig" || len(key) != 6 {
		t.Errorf("key: %v, %v", key, err)
	}
	sum := sha256.Sum256([]byte(fmt.Sprintf(`{"crv":"Ed25519","kty":"OKP","x":"%s"}`, key["x"])))
	if key["kid"] != base64.RawURLEncoding.EncodeToString(sum[:]) {
		t.Errorf("kid %s is not the thumbprint", key["kid"])
	}
	two := keysOf(t, auth.NewPublicSigner(next, auth.ForCustomers, at(noon), secret))
	if len(two) != 2 || two[1]["kid"] != key["kid"] || two[0]["kid"] == key["kid"] {
		t.Errorf("key set after a rotation: %v", two)
	}
	if same := keysOf(t, auth.NewPublicSigner(secret, auth.ForCustomers, at(noon), secret)); len(same) != 1 {
		t.Errorf("key set with a repeated secret: %v", same)
	}
	if staff := keysOf(t, auth.NewPublicSigner(secret, auth.ForStaff, at(noon))); staff[0]["x"] == key["x"] {
		t.Error("two purposes have the same key")
	}
}

// TestForgedTokens checks that tokens signed with other keys are rejected, in particular those signed by HMAC with the
// public key as the secret.
func TestForgedTokens(t *testing.T) {
	s := auth.NewPublicSigner(secret, auth.ForCustomers, at(noon))
	key := keysOf(t, s)[0]
	raw, err := base64.RawURLEncoding.DecodeString(key["x"])
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(ed25519.PublicKey(raw))
	if err != nil {
		t.Fatal(err)
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	jwk, err := json.Marshal(key)
	if err != nil {
		t.Fatal(err)
	}
	hmacKid := kidOf(t, customerToken(t, auth.NewSigner(secret, auth.ForCustomers, at(noon)), noon.Add(time.Hour)))
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := auth.CustomerClaims{RegisteredClaims: s.Registered("customer_1", noon.Add(time.Hour)), SessionID: "session_1"}
	sign := func(method jwt.SigningMethod, kid string, key any) string {
		t.Helper()
		token := jwt.NewWithClaims(method, claims)
		token.Header["kid"] = kid
		text, err := token.SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	ofSigner := func(secret auth.Secret, purpose string) string {
		t.Helper()
		return customerToken(t, auth.NewPublicSigner(secret, purpose, at(noon)), noon.Add(time.Hour))
	}
	forged := map[string]string{
		"another Ed25519 key":          sign(jwt.SigningMethodEdDSA, key["kid"], other),
		"EdDSA with the kid for HMAC":  sign(jwt.SigningMethodEdDSA, hmacKid, other),
		"no algorithm":                 sign(jwt.SigningMethodNone, key["kid"], jwt.UnsafeAllowNoneSignatureType),
		"no algorithm, kid for HMAC":   sign(jwt.SigningMethodNone, hmacKid, jwt.UnsafeAllowNoneSignatureType),
		"key for quotes":               ofSigner(secret, auth.ForQuotes),
		"key of another shop":          ofSigner(foreign, auth.ForCustomers),
		"key of a secret not accepted": ofSigner(next, auth.ForCustomers),
	}
	for form, text := range map[string][]byte{
		"raw": raw, "base64url": []byte(key["x"]), "DER": der, "PEM": block, "PEM, trimmed": bytes.TrimSpace(block),
		"JWK": jwk, "empty": {}, "kid": []byte(key["kid"]),
	} {
		for _, method := range []*jwt.SigningMethodHMAC{
			jwt.SigningMethodHS256, jwt.SigningMethodHS384, jwt.SigningMethodHS512,
		} {
			forged[form+" as the secret of "+method.Name] = sign(method, key["kid"], text)
			forged[form+" as the secret of "+method.Name+", kid for HMAC"] = sign(method, hmacKid, text)
		}
	}
	for name, token := range forged {
		if err := s.Read(token, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if err := s.Read(customerToken(t, s, noon.Add(time.Hour)), &auth.CustomerClaims{}); err != nil {
		t.Error(err)
	}
}

func kidOf(t *testing.T, token string) string {
	t.Helper()
	parsed, _, err := jwt.NewParser().ParseUnverified(token, &auth.CustomerClaims{})
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Header["kid"].(string)
}

// TestKeyRotation checks that tokens remain valid after a rotation as long as their secret is accepted, and after a
// switch from HS256 to EdDSA.
func TestKeyRotation(t *testing.T) {
	hmac := func(secret auth.Secret, earlier ...auth.Secret) *auth.Signer {
		return auth.NewSigner(secret, auth.ForCustomers, at(noon), earlier...)
	}
	public := func(secret auth.Secret, earlier ...auth.Secret) *auth.Signer {
		return auth.NewPublicSigner(secret, auth.ForCustomers, at(noon), earlier...)
	}
	quotes := auth.NewSigner(secret, auth.ForQuotes, at(noon))
	for _, c := range []struct {
		name   string
		signed *auth.Signer
		reads  *auth.Signer
		want   error
	}{
		{"HS256, same secret", hmac(secret), hmac(secret), nil},
		{"HS256, earlier secret", hmac(secret), hmac(next, secret), nil},
		{"HS256, secret no longer accepted", hmac(secret), hmac(foreign, next), auth.ErrInvalid},
		{"EdDSA, same secret", public(secret), public(secret), nil},
		{"EdDSA, earlier secret", public(secret), public(next, secret), nil},
		{"EdDSA, another secret", public(secret), public(next), auth.ErrInvalid},
		{"from HS256 to EdDSA", hmac(secret), public(secret), nil},
		{"from HS256 to EdDSA, earlier secret", hmac(secret), public(next, secret), nil},
		{"from EdDSA to HS256", public(secret), hmac(secret), auth.ErrInvalid},
		{"earlier secret, another purpose", quotes, hmac(next, secret), auth.ErrInvalid},
	} {
		token := customerToken(t, c.signed, noon.Add(time.Hour))
		if err := c.reads.Read(token, &auth.CustomerClaims{}); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	rotated := hmac(next, secret)
	expired := customerToken(t, hmac(secret), noon.Add(-time.Minute))
	if err := rotated.Read(expired, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrExpired) {
		t.Errorf("expired token of an earlier secret: got %v, want ErrExpired", err)
	}
	if kidOf(t, customerToken(t, rotated, noon)) == kidOf(t, customerToken(t, hmac(secret), noon)) {
		t.Error("the earlier secret is still used for signing")
	}
}

func TestRefreshTokens(t *testing.T) {
	const session = "session_01m8910q8we07s1ykrvtcffye5"
	r := auth.NewRefreshTokens(secret)
	good := r.Mint(session, 7)
	if good != r.Mint(session, 7) || good == r.Mint(session, 8) ||
		!strings.HasPrefix(good, "rt_") || strings.Contains(good, string(secret)) {
		t.Error(good)
	}
	if id, generation, ok := r.Read(good); !ok || id != session || generation != 7 {
		t.Errorf("got %q, %d, %v", id, generation, ok)
	}
	if _, _, ok := auth.NewRefreshTokens(next, secret).Read(good); !ok {
		t.Error("a token of an earlier secret is rejected")
	}
	for i := range good {
		for _, other := range []byte{'A', 'b', '.', '0'} {
			if good[i] == other {
				continue
			}
			if _, _, ok := r.Read(good[:i] + string(other) + good[i+1:]); ok {
				t.Errorf("a token with %[2]c as character %[1]d is accepted", i, other)
			}
		}
		if _, _, ok := r.Read(good[:i]); ok {
			t.Errorf("the first %d characters are accepted", i)
		}
	}
	for name, read := range map[string]*auth.RefreshTokens{
		"another shop": auth.NewRefreshTokens(foreign), "another secret": auth.NewRefreshTokens(next),
	} {
		if _, _, ok := read.Read(good); ok {
			t.Errorf("the token is accepted by %s", name)
		}
	}
}

func FuzzReadRefreshToken(f *testing.F) {
	r := auth.NewRefreshTokens(secret)
	good := r.Mint("session_1", 1)
	for _, seed := range []string{good, good + "\n", "rt_.1.", "...", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if _, _, ok := r.Read(token); ok && token != good {
			t.Errorf("%q is accepted", token)
		}
	})
}
