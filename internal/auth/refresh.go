package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// refreshPrefix is the prefix of refresh tokens. It makes them recognizable, for example to secret scanners.
const refreshPrefix = "rt_"

// maxRefresh is the maximum length of a refresh token: a session ID, a number and an HMAC.
const maxRefresh = 256

// RefreshTokens creates and verifies refresh tokens. A token is derived from the shop's secret, a session and a
// generation (HMAC-SHA-256 with a key for this purpose), so it is not stored, and the same token can be created again.
type RefreshTokens struct {
	keys [][]byte // the first one creates tokens
}

// NewRefreshTokens returns the RefreshTokens of a secret. Tokens of the earlier secrets remain valid.
func NewRefreshTokens(secret Secret, earlier ...Secret) *RefreshTokens {
	r := &RefreshTokens{}
	for _, each := range append([]Secret{secret}, earlier...) {
		r.keys = append(r.keys, each.Derive("refresh token"))
	}
	return r
}

// Mint returns the refresh token of a session's generation.
func (r *RefreshTokens) Mint(sessionID string, generation int) string {
	body := refreshPrefix + sessionID + "." + strconv.Itoa(generation)
	return body + "." + base64.RawURLEncoding.EncodeToString(mac(r.keys[0], body))
}

// Read verifies a token and returns its session and generation; ok is false if the token is not valid.
func (r *RefreshTokens) Read(token string) (sessionID string, generation int, ok bool) {
	if len(token) > maxRefresh || strings.ContainsAny(token, "\r\n") { // base64 ignores line breaks
		return "", 0, false
	}
	at := strings.LastIndexByte(token, '.')
	if at < 0 {
		return "", 0, false
	}
	body := token[:at]
	sum, err := base64.RawURLEncoding.Strict().DecodeString(token[at+1:])
	if err != nil || !r.verify(body, sum) {
		return "", 0, false
	}
	sessionID, number, found := strings.Cut(strings.TrimPrefix(body, refreshPrefix), ".")
	generation, err = strconv.Atoi(number)
	return sessionID, generation, found && err == nil
}

func (r *RefreshTokens) verify(body string, sum []byte) bool {
	for _, key := range r.keys {
		if hmac.Equal(sum, mac(key, body)) {
			return true
		}
	}
	return false
}

func mac(key []byte, body string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(body))
	return h.Sum(nil)
}
