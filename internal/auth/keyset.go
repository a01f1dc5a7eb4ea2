package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// JWK is a public key in JSON Web Key format (RFC 7517; for Ed25519 RFC 8037, section 2).
type JWK struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
	ID        string `json:"kid"`
}

func newJWK(kid string, key ed25519.PublicKey) JWK {
	return JWK{
		Type: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(key),
		Algorithm: "EdDSA", Use: "sig", ID: kid,
	}
}

// thumbprint returns the JWK thumbprint of a key (RFC 7638; RFC 8037, section 2).
func thumbprint(key ed25519.PublicKey) string {
	x := base64.RawURLEncoding.EncodeToString(key)
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + x + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// KeySet serves the JWK set (RFC 7517, section 5) by which other services can verify this signer's tokens, including
// the keys of earlier secrets. It is empty with HS256. Clients that encounter an unknown kid should reload the set, so
// that they learn of a new key before the cached one expires after five minutes.
func (s *Signer) KeySet() http.Handler {
	set, err := json.Marshal(map[string][]JWK{"keys": append([]JWK{}, s.public...)})
	if err != nil { // cannot happen: the set contains only strings
		panic(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jwk-set+json")
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(set)
	})
}
