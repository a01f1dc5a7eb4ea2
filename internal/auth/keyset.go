package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
)

// JWK is a public key as others read it (RFC 7517; for Ed25519 RFC 8037, section 2).
type JWK struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	X         string `json:"x"`
	Algorithm string `json:"alg"`
	Use       string `json:"use"`
	ID        string `json:"kid"`
}

func newJWK(kid string, key ed25519.PublicKey) JWK {
	return JWK{Type: "OKP", Curve: "Ed25519", X: base64.RawURLEncoding.EncodeToString(key), Algorithm: "EdDSA", Use: "sig", ID: kid}
}

// thumbprint names a key by itself (RFC 7638, with the members that RFC 8037, section 2 says).
func thumbprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + base64.RawURLEncoding.EncodeToString(key) + `"}`))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// KeySet serves the public keys by which others check this signer's tokens (RFC 7517, section 5), those of earlier secrets
// too. With HS256 there are none. Whoever meets a kid that the set does not have asks again: so a changed key reaches them
// before the five minutes are over.
func (s *Signer) KeySet() http.Handler {
	set, err := json.Marshal(map[string][]JWK{"keys": append([]JWK{}, s.public...)})
	if err != nil { // texts only
		panic(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/jwk-set+json")
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(set)
	})
}
