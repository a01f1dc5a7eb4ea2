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

// keysOf asks a signer for its key set, as another service does.
func keysOf(t *testing.T, s *auth.Signer) []map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	s.KeySet().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/.well-known/jwks.json", nil))
	if w.Header().Get("Cache-Control") != "public, max-age=300" || w.Header().Get("Content-Type") != "application/jwk-set+json" {
		t.Errorf("%v", w.Header())
	}
	var set map[string][]map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &set); err != nil || len(set) != 1 || set["keys"] == nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return set["keys"]
}

func TestKeySet(t *testing.T) {
	if keys := keysOf(t, auth.NewSigner(secret, auth.ForCustomers, at(noon))); len(keys) != 0 {
		t.Errorf("with HS256 there are public keys: %v", keys)
	}
	one := keysOf(t, auth.NewPublicSigner(secret, auth.ForCustomers, at(noon)))
	if len(one) != 1 {
		t.Fatal(one)
	}
	key := one[0]
	public, err := base64.RawURLEncoding.DecodeString(key["x"])
	if err != nil || len(public) != ed25519.PublicKeySize || key["kty"] != "OKP" || key["crv"] != "Ed25519" || key["alg"] != "EdDSA" || key["use"] != "sig" || len(key) != 6 {
		t.Errorf("%v: %v", key, err)
	}
	sum := sha256.Sum256([]byte(fmt.Sprintf(`{"crv":"Ed25519","kty":"OKP","x":"%s"}`, key["x"])))
	if key["kid"] != base64.RawURLEncoding.EncodeToString(sum[:]) {
		t.Errorf("%s is not the thumbprint", key["kid"])
	}
	two := keysOf(t, auth.NewPublicSigner(next, auth.ForCustomers, at(noon), secret))
	if len(two) != 2 || two[1]["kid"] != key["kid"] || two[0]["kid"] == key["kid"] {
		t.Errorf("after the key changed: %v", two)
	}
	if same := keysOf(t, auth.NewPublicSigner(secret, auth.ForCustomers, at(noon), secret)); len(same) != 1 {
		t.Errorf("the same key twice: %v", same)
	}
	if staff := keysOf(t, auth.NewPublicSigner(secret, auth.ForStaff, at(noon))); staff[0]["x"] == key["x"] {
		t.Error("two purposes have one key")
	}
}

// TestPublicKeysAreNoSecrets: whoever takes the public key, which everybody knows, for an HMAC secret signs nothing with it.
func TestPublicKeysAreNoSecrets(t *testing.T) {
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
	bad := map[string]string{
		"another Ed25519 key":        sign(jwt.SigningMethodEdDSA, key["kid"], other),
		"EdDSA under the HMAC's kid": sign(jwt.SigningMethodEdDSA, hmacKid, other),
		"no algorithm":               sign(jwt.SigningMethodNone, key["kid"], jwt.UnsafeAllowNoneSignatureType),
		"no algorithm, the HMAC's":   sign(jwt.SigningMethodNone, hmacKid, jwt.UnsafeAllowNoneSignatureType),
		"a quote's key":              customerToken(t, auth.NewPublicSigner(secret, auth.ForQuotes, at(noon)), noon.Add(time.Hour)),
		"another shop's":             customerToken(t, auth.NewPublicSigner(foreign, auth.ForCustomers, at(noon)), noon.Add(time.Hour)),
		"a key that is not named":    customerToken(t, auth.NewPublicSigner(next, auth.ForCustomers, at(noon)), noon.Add(time.Hour)),
	}
	for form, text := range map[string][]byte{
		"raw": raw, "base64url": []byte(key["x"]), "DER": der, "PEM": block, "PEM, trimmed": bytes.TrimSpace(block), "JWK": jwk, "nothing": {}, "the kid": []byte(key["kid"]),
	} {
		for _, method := range []*jwt.SigningMethodHMAC{jwt.SigningMethodHS256, jwt.SigningMethodHS384, jwt.SigningMethodHS512} {
			bad[form+" as the secret of "+method.Name] = sign(method, key["kid"], text)
			bad[form+" as the secret of "+method.Name+" under the HMAC's kid"] = sign(method, hmacKid, text)
		}
	}
	for name, token := range bad {
		if err := s.Read(token, &auth.CustomerClaims{}); !errors.Is(err, auth.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
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

// TestKeysChangeWithoutSigningOut: what was signed before is good as long as its secret is named, in either algorithm.
func TestKeysChangeWithoutSigningOut(t *testing.T) {
	hmac, public := auth.NewSigner, auth.NewPublicSigner
	for _, c := range []struct {
		name   string
		signed *auth.Signer
		reads  *auth.Signer
		want   error
	}{
		{"HS256, the same", hmac(secret, auth.ForCustomers, at(noon)), hmac(secret, auth.ForCustomers, at(noon)), nil},
		{"HS256, the one before", hmac(secret, auth.ForCustomers, at(noon)), hmac(next, auth.ForCustomers, at(noon), secret), nil},
		{"HS256, the one before the one before", hmac(secret, auth.ForCustomers, at(noon)), hmac(foreign, auth.ForCustomers, at(noon), next), auth.ErrInvalid},
		{"EdDSA, the same", public(secret, auth.ForCustomers, at(noon)), public(secret, auth.ForCustomers, at(noon)), nil},
		{"EdDSA, the one before", public(secret, auth.ForCustomers, at(noon)), public(next, auth.ForCustomers, at(noon), secret), nil},
		{"EdDSA, another", public(secret, auth.ForCustomers, at(noon)), public(next, auth.ForCustomers, at(noon)), auth.ErrInvalid},
		{"from HS256 to EdDSA", hmac(secret, auth.ForCustomers, at(noon)), public(secret, auth.ForCustomers, at(noon)), nil},
		{"from HS256 to EdDSA with another key", hmac(secret, auth.ForCustomers, at(noon)), public(next, auth.ForCustomers, at(noon), secret), nil},
		{"from EdDSA to HS256", public(secret, auth.ForCustomers, at(noon)), hmac(secret, auth.ForCustomers, at(noon)), auth.ErrInvalid},
		{"the one before, for another purpose", hmac(secret, auth.ForQuotes, at(noon)), hmac(next, auth.ForCustomers, at(noon), secret), auth.ErrInvalid},
	} {
		if err := c.reads.Read(customerToken(t, c.signed, noon.Add(time.Hour)), &auth.CustomerClaims{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	late := auth.NewSigner(next, auth.ForCustomers, at(noon), secret)
	if err := late.Read(customerToken(t, auth.NewSigner(secret, auth.ForCustomers, at(noon)), noon.Add(-time.Minute)), &auth.CustomerClaims{}); !errors.Is(err, auth.ErrExpired) {
		t.Errorf("one of the key before whose time is over: %v", err)
	}
	if a, b := late, auth.NewSigner(secret, auth.ForCustomers, at(noon)); kidOf(t, customerToken(t, a, noon)) == kidOf(t, customerToken(t, b, noon)) {
		t.Error("the key before still signs")
	}
}

func TestRefreshTokens(t *testing.T) {
	const session = "session_01m8910q8we07s1ykrvtcffye5"
	r := auth.NewRefreshTokens(secret)
	good := r.Mint(session, 7)
	if good != r.Mint(session, 7) || good == r.Mint(session, 8) || !strings.HasPrefix(good, "rt_") || strings.Contains(good, string(secret)) {
		t.Error(good)
	}
	if id, generation, ok := r.Read(good); !ok || id != session || generation != 7 {
		t.Errorf("%q %d %v", id, generation, ok)
	}
	if _, _, ok := auth.NewRefreshTokens(next, secret).Read(good); !ok {
		t.Error("one of the key before is refused")
	}
	for i := range good {
		for _, other := range []byte{'A', 'b', '.', '0'} {
			if good[i] == other {
				continue
			}
			if _, _, ok := r.Read(good[:i] + string(other) + good[i+1:]); ok {
				t.Errorf("character %d as %c was taken", i, other)
			}
		}
		if _, _, ok := r.Read(good[:i]); ok {
			t.Errorf("the first %d characters were taken", i)
		}
	}
	for name, read := range map[string]*auth.RefreshTokens{"another shop's": auth.NewRefreshTokens(foreign), "the next key's": auth.NewRefreshTokens(next)} {
		if _, _, ok := read.Read(good); ok {
			t.Errorf("%s was taken", name)
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
			t.Errorf("%q was taken", token)
		}
	})
}
