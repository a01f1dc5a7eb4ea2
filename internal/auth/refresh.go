package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
)

// refreshPrefix tells refresh tokens from others, for people and for scanners of leaked secrets.
const refreshPrefix = "rt_"

// maxRefresh bounds what is parsed: the id of a session, a number, an HMAC.
const maxRefresh = 256

// RefreshTokens makes and reads refresh tokens. A token follows from the shop's secret, its session and a generation
// (HMAC-SHA-256 under a key of its own purpose), so none is stored, and the same one can be given twice.
type RefreshTokens struct {
	keys [][]byte // the first one mints
}

// NewRefreshTokens returns the refresh tokens of a secret. Those of an earlier one are still good.
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

// Read returns what a token is of; ok is false for one that was not made here.
func (r *RefreshTokens) Read(token string) (sessionID string, generation int, ok bool) {
	if len(token) > maxRefresh || strings.ContainsAny(token, "\r\n") { // base64 would pass over line breaks
		return "", 0, false
	}
	at := strings.LastIndexByte(token, '.')
	if at < 0 {
		return "", 0, false
	}
	body := token[:at]
	sum, err := base64.RawURLEncoding.Strict().DecodeString(token[at+1:])
	if err != nil || !r.made(body, sum) {
		return "", 0, false
	}
	sessionID, number, found := strings.Cut(strings.TrimPrefix(body, refreshPrefix), ".")
	generation, err = strconv.Atoi(number)
	return sessionID, generation, found && err == nil
}

func (r *RefreshTokens) made(body string, sum []byte) bool {
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
