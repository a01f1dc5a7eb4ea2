package consent

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"net/url"
	"strings"

	"clientele/internal/onetime"
	"clientele/internal/personhash"
	"clientele/models"
)

// The token that unsubscribes names a statement: the part of its ID after the kind, and a MAC of it, both in lower-case
// letters and digits so that mail programs do not break it. It does not expire. It goes on working after the customer's
// address changed, and after the customer was merged or deleted, because the statement remains.

// macLength is the length of the MAC in characters: 130 bits of HMAC-SHA-256.
const macLength = 26

// UnsubscribePath is the path of the page that unsubscribes.
const UnsubscribePath = "/unsubscribe"

var lowerCase = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func unsubscribeToken(key personhash.Key, id string) string {
	_, suffix, _ := strings.Cut(id, "_")
	h := hmac.New(sha256.New, []byte(key.Secret()))
	_, _ = h.Write([]byte("unsubscribe\x00" + suffix)) // never fails
	return suffix + lowerCase.EncodeToString(h.Sum(nil))[:macLength]
}

// statementID returns the ID of the statement that a token names, or "" for an invalid token.
func statementID(key personhash.Key, token string) string {
	token = strings.ToLower(onetime.Normalize(token)) // people may type it
	if len(token) <= macLength {
		return ""
	}
	id := models.ConsentID + "_" + token[:len(token)-macLength]
	if !hmac.Equal([]byte(unsubscribeToken(key, id)), []byte(token)) {
		return ""
	}
	return id
}

// UnsubscribeToken returns the token that unsubscribes the person of a statement from its channel.
func (s *Service) UnsubscribeToken(ctx context.Context, c *models.MarketingConsent) (string, error) {
	key, err := s.ledger.key(s.db.Primary(ctx))
	if err != nil {
		return "", err
	}
	return unsubscribeToken(key, c.ID), nil
}

// UnsubscribeURL returns the URL that unsubscribes the person of a statement from its channel, or "" if the address of
// the program is not known.
func (s *Service) UnsubscribeURL(ctx context.Context, c *models.MarketingConsent) (string, error) {
	token, err := s.UnsubscribeToken(ctx, c)
	base := s.o.BaseURL(ctx)
	if err != nil || base == "" {
		return "", err
	}
	return base + UnsubscribePath + "?token=" + url.QueryEscape(token), nil
}
